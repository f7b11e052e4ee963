"""One row of CSV: where its cells are, as a strict `csv.reader` of Python finds them."""

from converter.native.signs cimport Signs, next_sign
from converter.native.text cimport Octets

cdef enum Kind:
    # a row with cells; a blank line; nobody knows where it ends
    ROW
    BLANK
    UNCLEAR

cdef struct Dialect:
    # bytes of ASCII, -1 where there is none
    int delimiter, quote, escape
    # what ends a cell or has a meaning in it, outside of quotes and inside
    Signs outside, inside

cdef struct Cell:
    Octets begin
    Py_ssize_t size
    # has it bytes beyond ASCII?
    int beyond
    bint quoted
    # has it doubled quotes, or escapes?
    bint marked

cdef struct Row:
    # the first cells, and room for another
    Cell *cells
    Py_ssize_t width
    # how many there are
    Py_ssize_t count
    Py_ssize_t lines
    Octets behind
    int beyond


cdef inline Kind look(const Dialect *dialect, Row *row, Octets at, Octets end) noexcept:
    """Find the cells of the row that begins there."""
    cdef Cell *cell
    cdef Py_ssize_t count = 0, width = row.width
    cdef int beyond = 0, delimiter = dialect.delimiter, quote = dialect.quote
    row.lines = 1
    while True:
        cell = &row.cells[count if count < width else width]
        count += 1
        cell.begin, cell.size = at, 0
        cell.quoted = cell.marked = cell.beyond = False
        if at < end and at[0] == quote:
            at = _quoted(dialect, row, cell, at + 1, end)
        elif at < end and at[0] != delimiter:
            at = _unquoted(dialect, cell, at, end)
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
    row.behind = at + 1 if at < end else end
    row.count, row.beyond = count, beyond
    return BLANK if count == 1 and not cell.quoted and cell.size == 0 else ROW


cdef inline Octets _unquoted(const Dialect *dialect, Cell *cell, Octets at, Octets end) noexcept:
    """Where the cell ends that begins there; NULL where nobody knows."""
    at = next_sign(at, end, &dialect.outside, &cell.beyond)
    while at < end and at[0] == dialect.escape:
        at = _escaped(cell, at, end)
        if at == NULL:
            return NULL
        at = next_sign(at, end, &dialect.outside, &cell.beyond)
    cell.size = at - cell.begin
    return at


cdef inline Octets _quoted(const Dialect *dialect, Row *row, Cell *cell, Octets at, Octets end) noexcept:
    """The same for one behind whose first quote that is; the place behind its last."""
    cell.begin, cell.quoted = at, True
    while True:
        at = next_sign(at, end, &dialect.inside, &cell.beyond)
        if at == end:
            return NULL
        if at[0] == b"\n":
            row.lines += 1
            at += 1
        elif at[0] == dialect.escape:
            at = _escaped(cell, at, end)
            if at == NULL:
                return NULL
        elif at + 1 < end and at[1] == dialect.quote:
            cell.marked = True
            at += 2
        else:
            cell.size = at - cell.begin
            return at + 1


cdef inline Octets _escaped(Cell *cell, Octets at, Octets end) noexcept:
    """The place behind an escaped character; NULL where that may be a line end."""
    if end - at < 2 or at[1] == b"\n" or at[1] == b"\r":
        return NULL
    cell.marked = True
    cell.beyond |= at[1] & 0x80
    return at + 2


cdef inline Py_ssize_t meant(const Dialect *dialect, const Cell *cell, unsigned char *room) noexcept:
    """Put what a cell with doubled quotes or escapes stands for into the room; how many bytes that has."""
    cdef Octets at = cell.begin
    cdef Octets end = at + cell.size
    cdef unsigned char *put = room
    cdef int quote = dialect.quote if cell.quoted else -1
    while at < end:
        if at + 1 < end and (at[0] == dialect.escape or at[0] == quote):
            at += 1
        put[0] = at[0]
        put += 1
        at += 1
    return put - room
