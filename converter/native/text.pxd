"""The characters of ASCII texts, where they lie."""

cdef extern from "Python.h":
    bint PyUnicode_CheckExact(object)
    bint PyUnicode_IS_COMPACT_ASCII(object)
    Py_ssize_t PyUnicode_GET_LENGTH(object)
    void *PyUnicode_DATA(object)
    object PyUnicode_New(Py_ssize_t size, Py_UCS4 most)
    object PyUnicode_Substring(object text, Py_ssize_t start, Py_ssize_t end)

ctypedef const unsigned char *Octets


cdef inline Octets ascii(object text, Py_ssize_t *size) noexcept:
    """Where the characters of an ASCII text are, and how many; NULL for anything else."""
    if not PyUnicode_CheckExact(text) or not PyUnicode_IS_COMPACT_ASCII(text):
        return NULL
    size[0] = PyUnicode_GET_LENGTH(text)
    return <Octets>PyUnicode_DATA(text)


cdef inline bint is_digit(unsigned char character) noexcept:
    return b"0" <= character <= b"9"
