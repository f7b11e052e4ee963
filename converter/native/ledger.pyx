"""Which users of a run may hold an identifier, by its hash: `converter.pipeline.ledger` in some six bytes an identifier."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t

cdef enum:
    # in place of a hash where there is no identifier
    NONE = -1
    BUCKET_BITS = 14
    BUCKETS = 1 << BUCKET_BITS
    # entries of a block
    WIDTH = 32
    # blocks that are made together
    TOGETHER = 256

cdef struct Block:
    # the parts of the hashes that are kept
    uint16_t parts[WIDTH]
    # the numbers of the users
    uint32_t users[WIDTH]
    # of these entries, those that were not forgotten
    uint32_t noted
    # where the bucket goes on
    Block *behind

cdef struct Bucket:
    Block *first
    Block *last
    # entries of the last block
    uint32_t count

cdef struct Entry:
    Block *block
    int place


cdef class Buckets:
    """Hashes of identifiers, each with the number of a user, up to 2**32."""

    cdef Bucket _buckets[BUCKETS]
    cdef Block **_made
    cdef Py_ssize_t _count
    # blocks made last that are not in use
    cdef Py_ssize_t _spare

    def __dealloc__(self):
        cdef Py_ssize_t number
        for number in range(self._count):
            PyMem_Free(self._made[number])
        PyMem_Free(self._made)

    def take_all(self, bytes octets, uint64_t base):
        """Note hashes, 64 bits each, of users numbered from `base` on.

        Gives the places of those that may not be new, which are not noted.
        """
        cdef const int64_t *hashes = <const int64_t *>PyBytes_AS_STRING(octets)
        cdef Py_ssize_t place, count = PyBytes_GET_SIZE(octets) // sizeof(int64_t)
        cdef list doubtful = []
        if count:
            _check(base + count - 1)
        for place in range(count):
            if hashes[place] == NONE:
                continue
            if self._find(hashes[place], Entry(NULL, 0)).block != NULL:
                doubtful.append(place)
            else:
                self._put(hashes[place], <uint32_t>(base + place))
        return doubtful

    def numbers(self, int64_t hashed):
        """The users that may hold an identifier of that hash, the first one first."""
        cdef list found = []
        cdef Entry entry = self._find(hashed, Entry(NULL, 0))
        while entry.block != NULL:
            found.append(entry.block.users[entry.place])
            entry = self._find(hashed, Entry(entry.block, entry.place + 1))
        return found

    def add(self, int64_t hashed, uint64_t number):
        """Note a hash beside those that are the same."""
        _check(number)
        self._put(hashed, <uint32_t>number)

    def forget(self, int64_t hashed, uint64_t number):
        """Forget the hash of that user, if it was noted."""
        cdef Entry entry = self._find(hashed, Entry(NULL, 0))
        while entry.block != NULL:
            if entry.block.users[entry.place] == number:
                entry.block.noted &= ~(<uint32_t>1 << entry.place)
                return
            entry = self._find(hashed, Entry(entry.block, entry.place + 1))

    cdef inline Bucket *_bucket(self, int64_t hashed) noexcept:
        return &self._buckets[<uint64_t>hashed & (BUCKETS - 1)]

    cdef Entry _find(self, int64_t hashed, Entry start) noexcept:
        """Where in its bucket the hash may stand, from `start` on, or from its beginning; no block where it does not."""
        cdef Block *block = start.block if start.block != NULL else self._bucket(hashed).first
        cdef uint16_t part = _part(hashed)
        cdef int place, begin = start.place
        cdef bint there
        while block != NULL:
            there = False
            for place in range(WIDTH):  # by the processor many at once
                there |= block.parts[place] == part
            if there:
                for place in range(begin, WIDTH):
                    if block.parts[place] == part and block.noted >> place & 1:
                        return Entry(block, place)
            block, begin = block.behind, 0
        return Entry(NULL, 0)

    cdef int _put(self, int64_t hashed, uint32_t number) except -1:
        cdef Bucket *bucket = self._bucket(hashed)
        cdef Block *block = bucket.last
        if block == NULL or bucket.count == WIDTH:
            block = self._new()
            if bucket.last == NULL:
                bucket.first = block
            else:
                bucket.last.behind = block
            bucket.last, bucket.count = block, 0
        block.parts[bucket.count] = _part(hashed)
        block.users[bucket.count] = number
        block.noted |= <uint32_t>1 << bucket.count
        bucket.count += 1
        return 0

    cdef Block *_new(self) except NULL:
        cdef Block **made
        cdef Block *block
        if self._spare == 0:
            made = <Block **>PyMem_Realloc(self._made, (self._count + 1) * sizeof(Block *))
            if made == NULL:
                raise MemoryError
            self._made = made
            made[self._count] = <Block *>PyMem_Malloc(TOGETHER * sizeof(Block))
            if made[self._count] == NULL:
                raise MemoryError
            self._count += 1
            self._spare = TOGETHER
        self._spare -= 1
        block = &self._made[self._count - 1][self._spare]
        block.noted, block.behind = 0, NULL
        return block


cdef inline uint16_t _part(int64_t hashed) noexcept:
    return <uint16_t>(<uint64_t>hashed >> BUCKET_BITS)


cdef int _check(uint64_t number) except -1:
    if number >> 32:
        raise AssertionError("more users than a ledger can number")
    return 0
