"""Counts over bytes."""

from cpython.buffer cimport Py_buffer, PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer


def count_lines(data, /):
    """How many line feeds there are."""
    cdef Py_buffer buffer
    PyObject_GetBuffer(data, &buffer, PyBUF_SIMPLE)
    try:
        return _lines(<const unsigned char *>buffer.buf, buffer.len)
    finally:
        PyBuffer_Release(&buffer)


cdef Py_ssize_t _lines(const unsigned char *octets, Py_ssize_t size) noexcept:
    cdef Py_ssize_t place, begin = 0, stop
    cdef Py_ssize_t count = 0
    cdef unsigned char some
    while begin < size:
        # a byte holds the count of so many, and the processor adds up many bytes at once
        stop = min(begin + 192, size)
        some = 0
        for place in range(begin, stop):
            some += octets[place] == 10
        count += some
        begin = stop
    return count
