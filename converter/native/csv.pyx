"""Blocks of CSV as rows of the cells that are wanted, with one look at each byte.

It finds what a strict `csv.reader` of Python finds. What is not plainly well-formed is left to that.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from cpython.unicode cimport PyUnicode_DecodeUTF8, PyUnicode_Split
from libc.string cimport memchr, memcmp, memcpy

from converter.native.signs cimport Signs, next_sign, signs

cdef extern from "Python.h":
    object PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)
    void *PyUnicode_1BYTE_DATA(object text)
    void PyObject_GC_UnTrack(object container)

ctypedef const unsigned char *Octets

cdef enum Kind:
    # a row with cells; a blank line; nobody knows where it ends
    ROW
    BLANK
    UNCLEAR

cdef enum:
    # columns of several values: nothing, or more than a byte, stands between two
    SINGLE = -1
    BY_TEXT = -2

cdef struct Cell:
    Octets begin
    Py_ssize_t size
    # has it bytes beyond ASCII?
    int beyond
    bint quoted
    # has it doubled quotes, or escapes?
    bint marked

cdef struct Column:
    Py_ssize_t place
    int separator


cdef class Rows:
    """Reads blocks of rows of that many columns in one dialect, whose signs are bytes of ASCII (-1 where there is none).

    `columns` are the wanted ones: the place of each, and what stands between several values ("" where it has one).
    `nulls` are the bytes of cells that mean None. Rows of more than `largest` bytes are not taken.
    """

    cdef int _delimiter, _quote, _escape
    cdef Signs _outside, _inside
    cdef Py_ssize_t _width, _largest
    cdef Py_ssize_t _wanted
    cdef Column *_columns
    cdef tuple _separators, _nulls
    cdef Cell *_cells
    cdef bint *_is_wanted
    cdef unsigned char *_room
    cdef Py_ssize_t _size
    cdef str _encoding
    cdef bint _utf8
    # of the row that was looked at last: what is behind it, how many lines and cells it has, is it ASCII?
    cdef Octets _behind
    cdef Py_ssize_t _lines, _count
    cdef int _beyond

    def __cinit__(self, tuple dialect, Py_ssize_t width, tuple columns, tuple nulls, Py_ssize_t largest):
        cdef Py_ssize_t number
        self._delimiter, self._quote, self._escape = dialect
        cdef int quote = self._quote if self._quote >= 0 else self._delimiter
        cdef int escape = self._escape if self._escape >= 0 else self._delimiter
        self._outside = signs(self._delimiter, b"\n", b"\r", escape)
        self._inside = signs(quote, b"\n", quote, escape if self._escape >= 0 else quote)
        self._width, self._largest, self._nulls = width, largest, nulls
        self._wanted = len(columns)
        self._separators = tuple([separator for _, separator in columns])
        self._columns = <Column *>PyMem_Malloc(self._wanted * sizeof(Column))
        self._cells = <Cell *>PyMem_Malloc((width + 1) * sizeof(Cell))
        self._is_wanted = <bint *>PyMem_Malloc(width * sizeof(bint))
        if self._columns == NULL or self._cells == NULL or self._is_wanted == NULL:
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
        PyMem_Free(self._cells)
        PyMem_Free(self._is_wanted)
        PyMem_Free(self._room)

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
        self._encoding, self._utf8 = encoding, encoding == "utf-8"
        self._make_room(end - start)
        while at < end:
            kind = self._look(at, end)
            if kind == UNCLEAR or self._behind - at > self._largest:
                return rows, sizes, lines, at - start, end - start
            row = self._row() if kind == ROW and self._count == self._width else None
            if row is None:
                return rows, sizes, lines, at - start, self._behind - start
            if self._lines > 1 and lines is None:
                lines = [1] * len(rows)
            if lines is not None:
                lines.append(self._lines)
            rows.append(row)
            size = self._behind - at
            sizes.append(size)
            at = self._behind
        return rows, sizes, lines, at - start, end - start

    def count(self, bytes data):
        """How many rows and lines stand in a block, whatever cells there are; None where it does not surely end with one.
        """
        cdef Octets at = <Octets>PyBytes_AS_STRING(data)
        cdef Octets end = at + PyBytes_GET_SIZE(data)
        cdef Py_ssize_t rows = 0, lines = 0
        cdef Kind kind
        while at < end:
            kind = self._look(at, end)
            if kind == UNCLEAR or (self._lines > 1 and self._behind - at > self._largest):
                return None
            rows += kind == ROW
            lines += self._lines
            at = self._behind
        return rows, lines

    cdef int _make_room(self, Py_ssize_t size) except -1:
        cdef unsigned char *room
        if size > self._size:
            room = <unsigned char *>PyMem_Realloc(self._room, size)
            if room == NULL:
                raise MemoryError
            self._room, self._size = room, size
        return 0

    cdef Kind _look(self, Octets at, Octets end) noexcept:
        """Find the cells of the row that begins there."""
        cdef Cell *cell
        cdef Py_ssize_t count = 0, width = self._width
        cdef int beyond = 0, delimiter = self._delimiter, quote = self._quote
        self._lines = 1
        while True:
            cell = &self._cells[count if count < width else width]
            count += 1
            cell.begin, cell.size = at, 0
            cell.quoted = cell.marked = cell.beyond = False
            if at < end and at[0] == quote:
                at = self._quoted(cell, at + 1, end)
            elif at < end and at[0] != delimiter:
                at = self._unquoted(cell, at, end)
            if at == NULL:
                return UNCLEAR
            beyond |= cell.beyond
            if at == end or at[0] != delimiter:
                break
            at += 1
        if at < end and at[0] == b"\r":
            at += 1
        if at < end and at[0] != b"\n":
            return UNCLEAR
        self._behind = at + 1 if at < end else end
        self._count, self._beyond = count, beyond
        return BLANK if count == 1 and not cell.quoted and cell.size == 0 else ROW

    cdef inline Octets _unquoted(self, Cell *cell, Octets at, Octets end) noexcept:
        """Where the cell ends that begins there; NULL where nobody knows."""
        at = next_sign(at, end, &self._outside, &cell.beyond)
        while at < end and at[0] == self._escape:
            at = _escaped(cell, at, end)
            if at == NULL:
                return NULL
            at = next_sign(at, end, &self._outside, &cell.beyond)
        cell.size = at - cell.begin
        return at

    cdef inline Octets _quoted(self, Cell *cell, Octets at, Octets end) noexcept:
        """The same for one behind whose first quote that is; the place behind its last."""
        cell.begin, cell.quoted = at, True
        while True:
            at = next_sign(at, end, &self._inside, &cell.beyond)
            if at == end:
                return NULL
            if at[0] == b"\n":
                self._lines += 1
                at += 1
            elif at[0] == self._escape:
                at = _escaped(cell, at, end)
                if at == NULL:
                    return NULL
            elif at + 1 < end and at[1] == self._quote:
                cell.marked = True
                at += 2
            else:
                cell.size = at - cell.begin
                return at + 1

    cdef tuple _row(self):
        """The wanted cells of the row that was looked at; None where a cell is no text."""
        cdef Py_ssize_t number
        cdef tuple row = PyTuple_New(self._wanted)
        cdef object value
        try:
            if self._beyond:
                self._decode_others()
            for number in range(self._wanted):
                value = self._value(&self._cells[self._columns[number].place], number)
                Py_INCREF(value)
                PyTuple_SET_ITEM(row, number, value)
        except UnicodeDecodeError:
            return None
        PyObject_GC_UnTrack(row)  # it leads to texts alone, so that collecting garbage need not look at it
        return row

    cdef int _decode_others(self) except -1:
        """Raises UnicodeDecodeError where what is not wanted, or is to be unescaped, is no text."""
        cdef Py_ssize_t place
        for place in range(self._width):
            if self._cells[place].beyond and (self._cells[place].marked or not self._is_wanted[place]):
                self._text(self._cells[place].begin, self._cells[place].size, True)
        return 0

    cdef object _value(self, Cell *cell, Py_ssize_t number):
        cdef Octets at = cell.begin
        cdef Py_ssize_t size = cell.size
        cdef int separator = self._columns[number].separator
        if cell.marked:
            size = self._unescaped(at, size, self._quote if cell.quoted else -1)
            at = self._room
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
            memcpy(PyUnicode_1BYTE_DATA(text), at, size)
            return text
        if self._utf8:
            return PyUnicode_DecodeUTF8(<const char *>at, size, NULL)
        return (at[:size]).decode(self._encoding)

    cdef Py_ssize_t _unescaped(self, Octets at, Py_ssize_t size, int quote) noexcept:
        """Put what a cell with doubled quotes or escapes stands for into the room; how many bytes that has."""
        cdef Octets end = at + size
        cdef unsigned char *put = self._room
        while at < end:
            if at[0] == self._escape or (at[0] == quote and at + 1 < end):
                at += 1
            put[0] = at[0]
            put += 1
            at += 1
        return put - self._room


cdef inline Octets _escaped(Cell *cell, Octets at, Octets end) noexcept:
    """The place behind an escaped character; NULL where that may be a line end."""
    if end - at < 2 or at[1] == b"\n" or at[1] == b"\r":
        return NULL
    cell.marked = True
    cell.beyond |= at[1] & 0x80
    return at + 2


cdef int _sign_of(str separator) except -3:
    """The separator as a byte of ASCII, if it is one."""
    if not separator:
        return SINGLE
    return ord(separator) if len(separator) == 1 and separator.isascii() else BY_TEXT
