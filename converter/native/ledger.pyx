"""Which users of a run may hold an identifier, by its hash: `converter.pipeline.ledger` in six bytes an identifier."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memmove

cdef enum:
    # in place of a hash where there is no identifier
    NONE = -1
    BUCKETS = 1 << 16
    # how much a bucket grows: by this and a quarter
    GROWTH = 4

cdef struct Bucket:
    # the parts of the hashes that are kept
    uint16_t *parts
    # and behind them, in the same memory, the numbers of the users
    uint32_t *users
    uint32_t count
    uint32_t room


cdef class Buckets:
    """Hashes of identifiers, each with the number of a user, up to 2**32."""

    cdef Bucket *_buckets

    def __cinit__(self):
        self._buckets = <Bucket *>PyMem_Calloc(BUCKETS, sizeof(Bucket))
        if self._buckets == NULL:
            raise MemoryError

    def __dealloc__(self):
        cdef int number
        if self._buckets != NULL:
            for number in range(BUCKETS):
                PyMem_Free(self._buckets[number].parts)
            PyMem_Free(self._buckets)

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
            if self._find(hashes[place], 0) >= 0:
                doubtful.append(place)
            else:
                self._put(hashes[place], <uint32_t>(base + place))
        return doubtful

    def numbers(self, int64_t hashed):
        """The users that may hold an identifier of that hash, the first one first."""
        cdef Bucket *bucket = self._bucket(hashed)
        cdef list found = []
        cdef Py_ssize_t place = self._find(hashed, 0)
        while place >= 0:
            found.append(bucket.users[place])
            place = self._find(hashed, place + 1)
        return found

    def add(self, int64_t hashed, uint64_t number):
        """Note a hash beside those that are the same."""
        _check(number)
        self._put(hashed, <uint32_t>number)

    def forget(self, int64_t hashed, uint64_t number):
        """Forget the hash of that user, if it was noted."""
        cdef Bucket *bucket = self._bucket(hashed)
        cdef Py_ssize_t place = bucket.count
        while place > 0:
            place -= 1
            if bucket.users[place] == number and bucket.parts[place] == _part(hashed):
                memmove(bucket.parts + place, bucket.parts + place + 1, (bucket.count - place - 1) * sizeof(uint16_t))
                memmove(bucket.users + place, bucket.users + place + 1, (bucket.count - place - 1) * sizeof(uint32_t))
                bucket.count -= 1
                return

    cdef inline Bucket *_bucket(self, int64_t hashed) noexcept:
        return &self._buckets[<uint64_t>hashed & (BUCKETS - 1)]

    cdef Py_ssize_t _find(self, int64_t hashed, Py_ssize_t start) noexcept:
        """The first place from `start` on in its bucket where the hash may stand; -1 where it does not."""
        cdef Bucket *bucket = self._bucket(hashed)
        cdef uint16_t part = _part(hashed)
        cdef Py_ssize_t place
        for place in range(start, bucket.count):
            if bucket.parts[place] == part:
                return place
        return -1

    cdef int _put(self, int64_t hashed, uint32_t number) except -1:
        cdef Bucket *bucket = self._bucket(hashed)
        if bucket.count == bucket.room:
            _grow(bucket)
        bucket.parts[bucket.count] = _part(hashed)
        bucket.users[bucket.count] = number
        bucket.count += 1
        return 0


cdef inline uint16_t _part(int64_t hashed) noexcept:
    return <uint16_t>(<uint64_t>hashed >> 16)


cdef int _grow(Bucket *bucket) except -1:
    # a multiple of two, so that the numbers stand where numbers may
    cdef uint32_t room = (bucket.room + bucket.room // 4 + GROWTH) & ~<uint32_t>1
    cdef uint16_t *parts = <uint16_t *>PyMem_Realloc(bucket.parts, room * (sizeof(uint16_t) + sizeof(uint32_t)))
    if parts == NULL:
        raise MemoryError
    bucket.parts = parts
    bucket.users = <uint32_t *>(parts + room)
    memmove(bucket.users, parts + bucket.room, bucket.count * sizeof(uint32_t))
    bucket.room = room
    return 0


cdef int _check(uint64_t number) except -1:
    if number >> 32:
        raise AssertionError("more users than a ledger can number")
    return 0
