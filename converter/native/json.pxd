"""Texts in JSON (RFC 8259), as orjson writes them: UTF-8, and only what has to be escaped is."""

from libc.string cimport memcpy

from converter.native.text cimport Octets, PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_IS_COMPACT_ASCII

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    unsigned int PyUnicode_READ(int kind, void *data, Py_ssize_t index)

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #define EIGHT(octet) (UINT64_MAX / 255 * (octet))
    #define LESS(octets, most) (((octets) - EIGHT(most)) & ~(octets))

    /* Which of eight characters of ASCII have to be escaped, by the highest bits of their bytes. */
    static inline uint64_t escaped_of_eight(uint64_t octets) {
        const uint64_t quote = octets ^ EIGHT('"'), backslash = octets ^ EIGHT(92);
        return (LESS(octets, 32) | LESS(quote, 1) | LESS(backslash, 1)) & EIGHT(128);
    }

    /* Has any of the characters of ASCII to be escaped? */
    static inline int has_escaped(const unsigned char *at, Py_ssize_t size) {
        uint64_t octets, found = 0;
        Py_ssize_t place;
        if (size < 8) {
            for (place = 0; place < size; place++) found |= at[place] < 32 || at[place] == '"' || at[place] == 92;
            return found != 0;
        }
        for (place = 0; place < size - 8; place += 8) {
            memcpy(&octets, at + place, 8);
            found |= escaped_of_eight(octets);
        }
        memcpy(&octets, at + size - 8, 8);
        return (found | escaped_of_eight(octets)) != 0;
    }
    """
    bint has_escaped(Octets at, Py_ssize_t size)

cdef enum:
    # bytes that a character takes at most, and the quotes
    MOST_EACH = 6
    QUOTES = 2


cdef inline unsigned char *write_text(object text, unsigned char *put, unsigned char *end) noexcept:
    """Write a text; where it ends. NULL where it might not have room up to `end`, or is no Unicode."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef Octets at
    if not PyUnicode_IS_COMPACT_ASCII(text):
        return _write_any(text, size, put, end)
    if end - put < size + QUOTES:
        return NULL
    at = <Octets>PyUnicode_DATA(text)
    if has_escaped(at, size):
        return _write_any(text, size, put, end)
    put[0] = b'"'
    memcpy(put + 1, at, size)
    put[size + 1] = b'"'
    return put + size + QUOTES


cdef inline unsigned char *_write_any(object text, Py_ssize_t size, unsigned char *put, unsigned char *end) noexcept:
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t place
    cdef unsigned int character
    if end - put < size * MOST_EACH + QUOTES:
        return NULL
    put[0] = b'"'
    put += 1
    for place in range(size):
        character = PyUnicode_READ(kind, data, place)
        if 0xD800 <= character <= 0xDFFF:
            return NULL
        if character < 32 or character == 34 or character == 92:
            put = _escaped(<unsigned char>character, put)
        else:
            put = _encoded(character, put)
    put[0] = b'"'
    return put + 1


cdef inline unsigned char *_encoded(unsigned int character, unsigned char *put) noexcept:
    """The character in UTF-8 (RFC 3629)."""
    if character < 0x80:
        put[0] = <unsigned char>character
        return put + 1
    if character < 0x800:
        put[0] = <unsigned char>(0xC0 | character >> 6)
        put[1] = <unsigned char>(0x80 | character & 0x3F)
        return put + 2
    if character < 0x10000:
        put[0] = <unsigned char>(0xE0 | character >> 12)
        put[1] = <unsigned char>(0x80 | character >> 6 & 0x3F)
        put[2] = <unsigned char>(0x80 | character & 0x3F)
        return put + 3
    put[0] = <unsigned char>(0xF0 | character >> 18)
    put[1] = <unsigned char>(0x80 | character >> 12 & 0x3F)
    put[2] = <unsigned char>(0x80 | character >> 6 & 0x3F)
    put[3] = <unsigned char>(0x80 | character & 0x3F)
    return put + 4


cdef inline unsigned char *_escaped(unsigned char character, unsigned char *put) noexcept:
    cdef const char *short = b"........btn.fr.................."
    cdef const char *digits = b"0123456789abcdef"
    put[0] = b"\\"
    if character >= 32 or short[character] != b".":
        put[1] = character if character >= 32 else short[character]
        return put + 2
    put[1] = b"u"
    put[2] = put[3] = b"0"
    put[4] = digits[character >> 4]
    put[5] = digits[character & 15]
    return put + 6
