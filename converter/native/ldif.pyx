"""Blocks of LDIF (RFC 2849) as rows of the values that are wanted, with one look at each line.

What is not plainly well-formed gives no row: whoever asks has the strict reader decide.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF
from cpython.tuple cimport PyTuple_GET_ITEM, PyTuple_New, PyTuple_SET_ITEM
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memchr, memcmp, memcpy

from converter.native.base64 cimport decoded_base64
from converter.native.room cimport Room, make_room

ctypedef const unsigned char *Octets

cdef enum:
    # what a name may mean instead of a column
    UNWANTED = -1
    UNFIT = -2
    CHANGE = -3
    # the column of the DN
    DN = 0
    MOST_COLUMNS = 256
    MOST_NAMES = 1024
    LONGEST_NAME = 256
    BUCKETS = 4096

cdef struct Name:
    char *text
    Py_ssize_t size
    int column

cdef struct Column:
    bint binary
    # may a row have several values, which stand in a list then?
    bint several
    # has an entry had several?
    bint seen_several
    # the entry that had one last
    Py_ssize_t entry


cdef class Rows:
    """Reads blocks.

    `target` says of a name what its values are: their key and whether they are bytes; None where nobody wants them;
    False where only the strict reader may look at them. A name that differs in case is another one here.
    """

    cdef object _target
    cdef dict _places
    cdef Column _columns[MOST_COLUMNS]
    cdef Py_ssize_t _width
    cdef Py_ssize_t _entry
    # the last entry for which the row of a reading has no place
    cdef Py_ssize_t _left
    cdef Name _names[MOST_NAMES]
    cdef int _count
    cdef short _buckets[BUCKETS]
    cdef Room _room
    cdef readonly bint widened
    """Has the last block shown that rows need more columns, or lists? Then it is better read again, once."""
    cdef readonly int version
    """Counts the forms that rows have had."""

    def __cinit__(self, target):
        cdef int bucket
        self._target = target
        self._places = {}
        for bucket in range(BUCKETS):
            self._buckets[bucket] = -1
        self._note(b"dn", self._column("dn", False))
        self._note(b"DN", DN)
        self._note(b"changetype", CHANGE)

    def __dealloc__(self):
        cdef int number
        for number in range(self._count):
            PyMem_Free(self._names[number].text)
        PyMem_Free(self._room.octets)

    def columns(self):
        """The keys of the values of the rows read last, each with whether they come in lists; the DN's is the first."""
        return [(key, self._columns[place].several) for key, place in self._places.items() if place < self._width]

    def read(self, bytes data, Py_ssize_t line):
        """The paragraphs of a block, which begins in that line: their rows, first lines, last lines and offsets,
        and the line behind them.

        A value that is not there is None. A paragraph that is not taken has a row without a DN.
        """
        cdef Octets begin = <Octets>PyBytes_AS_STRING(data)
        cdef Octets end = begin + PyBytes_GET_SIZE(data)
        cdef Octets at = begin
        cdef Octets stop
        cdef Octets behind
        cdef list rows = [], firsts = [], lasts = [], offsets = []
        cdef tuple row, nothing
        cdef bint fits
        self._begin(end - begin)
        nothing = (None,) * self._width
        while at < end:
            if at[0] == b"\n":
                at += 1
                line += 1
                continue
            firsts.append(line)
            offsets.append(at - begin)
            row = self._empty()
            self._entry += 1
            fits = True
            while at < end and at[0] != b"\n":
                stop = _line_end(at, end)
                behind = _next_line(stop, end)
                line += 1
                while behind < end and behind[0] == b" ":
                    behind = _next_line(_line_end(behind, end), end)
                    line += 1
                if fits:
                    fits = self._take(at, stop, behind, row)
                at = behind
            lasts.append(line - 1)
            rows.append(row if fits and self._left != self._entry else nothing)
        return rows, firsts, lasts, offsets, line

    cdef int _begin(self, Py_ssize_t size) except -1:
        """Make ready for a block of that many bytes."""
        cdef Py_ssize_t place
        make_room(&self._room, size)
        self.version += self.widened
        self.widened = False
        self._width = len(self._places)
        for place in range(self._width):
            self._columns[place].several = self._columns[place].seen_several
        return 0

    cdef tuple _empty(self):
        cdef tuple row = PyTuple_New(self._width)
        cdef Py_ssize_t place
        for place in range(self._width):
            Py_INCREF(None)
            PyTuple_SET_ITEM(row, place, None)
        return row

    cdef bint _take(self, Octets at, Octets stop, Octets behind, tuple row) except -1:
        """Put the value of a line into the row, if the line can be taken. It goes on, folded, from `stop` to `behind`."""
        cdef Octets colon
        cdef int column
        cdef bint named = <PyObject *>PyTuple_GET_ITEM(row, DN) != <PyObject *>None
        if at[0] == b"#":
            return True
        colon = <Octets>memchr(at, b":", stop - at)
        if colon == NULL:
            return False
        column = self._find(at, colon - at)
        if named == (column == DN) or column == UNFIT:
            return False  # the DN comes first, and once
        if column == UNWANTED:
            return True
        if column == CHANGE:
            return behind - stop <= 1 and stop - colon == 5 and memcmp(colon, b": add", 5) == 0
        return self._put(column, colon + 1, stop, behind, row)

    cdef int _find(self, Octets text, Py_ssize_t size) except -4:
        """What a name means."""
        cdef int number
        cdef short *bucket = &self._buckets[_bucket(text, size)]
        while bucket[0] >= 0:
            number = bucket[0]
            if self._names[number].size == size and memcmp(self._names[number].text, text, size) == 0:
                return self._names[number].column
            bucket += 1
            if bucket == &self._buckets[BUCKETS]:
                bucket = &self._buckets[0]
        return self._learn(text[:size])

    cdef int _learn(self, bytes name) except -4:
        target = self._target(name.decode("ascii", "replace"))
        cdef int column
        if target is None:
            column = UNWANTED
        elif target is False:
            column = UNFIT
        else:
            column = self._column(target[0], target[1])
        if self._count < MOST_NAMES and len(name) <= LONGEST_NAME:
            self._note(name, column)
        return column

    cdef int _column(self, str key, bint binary) except -4:
        cdef Py_ssize_t place = self._places.get(key, -1)
        if place < 0:
            place = len(self._places)
            if place == MOST_COLUMNS:
                return UNFIT
            self._places[key] = place
            self._columns[place] = Column(binary=binary, several=False, seen_several=False, entry=0)
            self.widened = True
        return UNFIT if self._columns[place].binary != binary else place

    cdef int _note(self, bytes name, int column) except -1:
        """Remember what a name means."""
        cdef Py_ssize_t size = len(name)
        cdef int bucket = _bucket(<Octets>PyBytes_AS_STRING(name), size)
        cdef char *text = <char *>PyMem_Malloc(size)
        if text == NULL:
            raise MemoryError
        memcpy(text, PyBytes_AS_STRING(name), size)
        self._names[self._count] = Name(text=text, size=size, column=column)
        while self._buckets[bucket] >= 0:
            bucket = (bucket + 1) % BUCKETS
        self._buckets[bucket] = self._count
        self._count += 1
        return 0

    cdef bint _put(self, int column, Octets at, Octets stop, Octets behind, tuple row) except -1:
        """Put what stands behind the colon into the row, if it is a value that is not empty."""
        cdef bint base64 = at < stop and at[0] == b":"
        cdef Py_ssize_t size
        at += base64
        if stop - at < 2 or at[0] != b" " or at[1] == b" ":
            return False
        at += 1
        size = stop - at
        if behind - stop > 1:
            size = _unfolded(at, behind, self._room.octets)
            at = self._room.octets
        if base64:
            size = decoded_base64(at, size, self._room.octets)
            if size <= 0:
                return False
            at = self._room.octets
        if column >= self._width:
            self._columns[column].seen_several |= self._columns[column].entry == self._entry
            self._columns[column].entry = self._left = self._entry
            return True  # so that what else the entry needs is seen as well
        if self._columns[column].binary:
            return self._add(column, PyBytes_FromStringAndSize(<const char *>at, size), row)
        try:
            return self._add(column, PyUnicode_DecodeUTF8(<const char *>at, size, NULL), row)
        except UnicodeDecodeError:
            return False

    cdef bint _add(self, int column, object value, tuple row):
        cdef object there = <object>PyTuple_GET_ITEM(row, column)
        if there is not None and not self._columns[column].several:
            self._columns[column].seen_several = self.widened = True
            self._left = self._entry
            return True
        if there is not None:
            (<list>there).append(value)
            return True
        if self._columns[column].several:
            value = [value]
        Py_INCREF(value)
        PyTuple_SET_ITEM(row, column, value)
        Py_DECREF(None)
        return True


cdef inline Octets _line_end(Octets at, Octets end) noexcept:
    cdef Octets found = <Octets>memchr(at, b"\n", end - at)
    return found if found != NULL else end


cdef inline Octets _next_line(Octets stop, Octets end) noexcept:
    return stop + 1 if stop < end else end


cdef inline int _bucket(Octets text, Py_ssize_t size) noexcept:
    """Where the search for a name begins; names differ in their ends and lengths, for the most part."""
    if size == 0:
        return 0
    return <int>((size * 131 + text[0] * 31 + text[size // 2] * 7 + text[size - 1]) * 13 % BUCKETS)


cdef Py_ssize_t _unfolded(Octets at, Octets behind, unsigned char *room) noexcept:
    """Copy a value without its folds; how many bytes it has."""
    cdef Octets stop
    cdef unsigned char *put = room
    while True:
        stop = _line_end(at, behind)
        memcpy(put, at, stop - at)
        put += stop - at
        at = _next_line(stop, behind) + 1
        if at > behind:
            return put - room
