"""Blocks of CSV as rows of the cells that are wanted, with one look at each byte.

It finds what a strict `csv.reader` of Python finds. What is not plainly well-formed is left to that.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from cpython.unicode cimport PyUnicode_DecodeUTF8, PyUnicode_Split
from libc.string cimport memchr, memcmp, memcpy

from converter.native.csv_row cimport ROW, UNCLEAR, Cell, Dialect, Kind, Row, look, meant
from converter.native.room cimport Room, make_room
from converter.native.signs cimport signs
from converter.native.text cimport Octets, PyUnicode_DATA, PyUnicode_New

cdef extern from "Python.h":
    void PyObject_GC_UnTrack(object container)

cdef enum:
    # columns of several values: nothing, or more than a byte, stands between two
    SINGLE = -1
    BY_TEXT = -2

cdef struct Column:
    Py_ssize_t place
    int separator


cdef class Rows:
    """Reads blocks of rows of that many columns in one dialect, whose signs are bytes of ASCII (-1 where there is none).

    `columns` are the wanted ones: the place of each, and what stands between several values ("" where it has one).
    `nulls` are the bytes of cells that mean None. Rows of more than `largest` bytes are not taken.
    """

    cdef Dialect _dialect
    cdef Row _row
    cdef Py_ssize_t _largest, _wanted
    cdef Column *_columns
    cdef tuple _separators, _nulls
    cdef bint *_is_wanted
    cdef Room _room
    cdef str _encoding
    cdef bint _utf8

    def __cinit__(self, tuple dialect, Py_ssize_t width, tuple columns, tuple nulls, Py_ssize_t largest):
        cdef Py_ssize_t number
        cdef int delimiter, quote, escape
        delimiter, quote, escape = dialect
        self._dialect.delimiter, self._dialect.quote, self._dialect.escape = delimiter, quote, escape
        self._dialect.outside = signs(delimiter, b"\n", b"\r", escape if escape >= 0 else delimiter)
        self._dialect.inside = signs(b"\n", quote, quote, escape if escape >= 0 else quote)
        self._largest, self._nulls = largest, nulls
        self._wanted = len(columns)
        self._separators = tuple([separator for _, separator in columns])
        self._columns = <Column *>PyMem_Malloc(self._wanted * sizeof(Column))
        self._row.width, self._row.cells = width, <Cell *>PyMem_Malloc((width + 1) * sizeof(Cell))
        self._is_wanted = <bint *>PyMem_Malloc(width * sizeof(bint))
        if self._columns == NULL or self._row.cells == NULL or self._is_wanted == NULL:
            raise MemoryError
        for number in range(width):
            self._is_wanted[number] = False
        for number, (place, separator) in enumerate(columns):
            if not 0 <= place < width:
                raise IndexError(place)
            self._columns[number] = Column(place=place, separator=_sign_of(separator))
            self._is_wanted[place] = True

    def __dealloc__(self):
        PyMem_Free(self._columns)
        PyMem_Free(self._row.cells)
        PyMem_Free(self._is_wanted)
        PyMem_Free(self._room.octets)

    def read(self, bytes data, Py_ssize_t begin, str encoding):
        """The rows of a block from there on up to one that is not taken: their wanted cells, the bytes of each and,
        where some have several, the lines of each; where the first row stands that is not taken, and what is behind it.

        The latter is the end where nobody knows. The encoding is a superset of ASCII, and there is no NUL in the block.
        """
        cdef Octets start = <Octets>PyBytes_AS_STRING(data)
        cdef Octets end = start + PyBytes_GET_SIZE(data)
        cdef list rows = [], sizes = [], lines = None
        cdef Octets at = start + begin
        cdef Py_ssize_t size
        cdef Kind kind
        if begin < 0:
            raise IndexError(begin)
        self._encoding, self._utf8 = encoding, encoding == "utf-8"
        make_room(&self._room, end - start)
        while at < end:
            kind = look(&self._dialect, &self._row, at, end)
            if kind == UNCLEAR or self._row.behind - at > self._largest:
                return rows, sizes, lines, at - start, end - start
            row = self._values() if kind == ROW and self._row.count == self._row.width else None
            if row is None:
                return rows, sizes, lines, at - start, self._row.behind - start
            if self._row.lines > 1 and lines is None:
                lines = [1] * len(rows)
            if lines is not None:
                lines.append(self._row.lines)
            rows.append(row)
            size = self._row.behind - at
            sizes.append(size)
            at = self._row.behind
        return rows, sizes, lines, at - start, end - start

    def count(self, bytes data):
        """How many rows and lines stand in a block, whatever cells there are; None where it may not end with a row."""
        cdef Octets at = <Octets>PyBytes_AS_STRING(data)
        cdef Octets end = at + PyBytes_GET_SIZE(data)
        cdef Py_ssize_t rows = 0, lines = 0
        cdef Kind kind
        while at < end:
            kind = look(&self._dialect, &self._row, at, end)
            if kind == UNCLEAR or (self._row.lines > 1 and self._row.behind - at > self._largest):
                return None
            rows += kind == ROW
            lines += self._row.lines
            at = self._row.behind
        return rows, lines

    cdef tuple _values(self):
        """The wanted cells of the row that was looked at; None where a cell is no text."""
        cdef Py_ssize_t number
        cdef tuple row = PyTuple_New(self._wanted)
        cdef object value
        try:
            if self._row.beyond:
                self._decode_others()
            for number in range(self._wanted):
                value = self._value(&self._row.cells[self._columns[number].place], number)
                Py_INCREF(value)
                PyTuple_SET_ITEM(row, number, value)
        except UnicodeDecodeError:
            return None
        PyObject_GC_UnTrack(row)  # it leads to texts alone, so that collecting garbage need not look at it
        return row

    cdef int _decode_others(self) except -1:
        """Raises UnicodeDecodeError where what is not wanted, or is to be unescaped, is no text."""
        cdef Py_ssize_t place
        for place in range(self._row.width):
            if self._row.cells[place].beyond and (self._row.cells[place].marked or not self._is_wanted[place]):
                self._text(self._row.cells[place].begin, self._row.cells[place].size, True)
        return 0

    cdef object _value(self, Cell *cell, Py_ssize_t number):
        cdef Octets at = cell.begin
        cdef Py_ssize_t size = cell.size
        cdef int separator = self._columns[number].separator
        if cell.marked:
            size = meant(&self._dialect, cell, self._room.octets)
            at = self._room.octets
        if self._nulls and self._is_null(at, size):
            return None
        if separator == SINGLE:
            return self._text(at, size, cell.beyond)
        if size == 0:
            return []
        if separator == BY_TEXT:
            return PyUnicode_Split(self._text(at, size, cell.beyond), self._separators[number], -1)
        return self._split(at, at + size, separator, cell.beyond)

    cdef bint _is_null(self, Octets at, Py_ssize_t size) except -1:
        cdef bytes null
        for null in self._nulls:
            if PyBytes_GET_SIZE(null) == size and memcmp(PyBytes_AS_STRING(null), at, size) == 0:
                return True
        return False

    cdef list _split(self, Octets at, Octets end, int separator, int beyond):
        cdef list values = []
        cdef Octets stop
        PyObject_GC_UnTrack(values)
        while True:
            stop = <Octets>memchr(at, separator, end - at)
            if stop == NULL:
                values.append(self._text(at, end - at, beyond))
                return values
            values.append(self._text(at, stop - at, beyond))
            at = stop + 1

    cdef object _text(self, Octets at, Py_ssize_t size, int beyond):
        """Raises UnicodeDecodeError."""
        cdef object text
        if size == 0:
            return ""
        if not beyond:
            text = PyUnicode_New(size, 127)
            memcpy(PyUnicode_DATA(text), at, size)
            return text
        if self._utf8:
            return PyUnicode_DecodeUTF8(<const char *>at, size, NULL)
        return (at[:size]).decode(self._encoding)


cdef int _sign_of(str separator) except -3:
    """The separator as a byte of ASCII, if it is one."""
    if not separator:
        return SINGLE
    return ord(separator) if len(separator) == 1 and separator.isascii() else BY_TEXT
