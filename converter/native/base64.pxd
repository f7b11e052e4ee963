"""Base64 (RFC 4648 section 4) to the letter: no other characters, no missing or surplus padding."""

cdef extern from *:
    """
    static const signed char SIXBITS[256] = {
    #define NO -1
    #define NO4 NO, NO, NO, NO
    #define NO16 NO4, NO4, NO4, NO4
        NO16, NO16,
        NO4, NO4, NO, NO, NO, 62, NO, NO, NO, 63,
        52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, NO, NO, NO,
        NO, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
        15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, NO,
        NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
        41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
        NO16, NO16, NO16, NO16, NO16, NO16, NO16, NO16
    };
    """
    const signed char SIXBITS[256]


cdef inline Py_ssize_t decoded_base64(const unsigned char *text, Py_ssize_t size, unsigned char *octets) noexcept:
    """How many octets the text stands for, -1 where it is no base64. They are put where `octets` points, which has
    room for three of four characters and may be where the text is."""
    cdef Py_ssize_t at = 0, put = 0, last
    cdef int padding, bits
    cdef int a, b, c, d
    if size == 0:
        return 0
    if size % 4:
        return -1
    padding = 0 if text[size - 1] != b"=" else 1 if text[size - 2] != b"=" else 2
    last = size - 4 if padding else size
    while at < last:
        a, b, c, d = SIXBITS[text[at]], SIXBITS[text[at + 1]], SIXBITS[text[at + 2]], SIXBITS[text[at + 3]]
        if (a | b | c | d) < 0:
            return -1
        bits = a << 18 | b << 12 | c << 6 | d
        octets[put] = <unsigned char>(bits >> 16)
        octets[put + 1] = <unsigned char>(bits >> 8)
        octets[put + 2] = <unsigned char>bits
        put += 3
        at += 4
    if padding:
        a, b = SIXBITS[text[at]], SIXBITS[text[at + 1]]
        c = SIXBITS[text[at + 2]] if padding == 1 else 0
        if (a | b | c) < 0:
            return -1
        octets[put] = <unsigned char>(a << 2 | b >> 4)
        put += 1
        if padding == 1:
            octets[put] = <unsigned char>(b << 4 | c >> 2)
            put += 1
    return put


cdef inline Py_ssize_t base64_length(const unsigned char *text, Py_ssize_t size) noexcept:
    """How many octets the text stands for, -1 where it is not what those octets are written as."""
    cdef Py_ssize_t at
    cdef int padding, last, bits = 0
    if size == 0 or size % 4:
        return -1 if size else 0
    padding = 0 if text[size - 1] != b"=" else 1 if text[size - 2] != b"=" else 2
    for at in range(size - padding):
        bits |= SIXBITS[text[at]]
    last = SIXBITS[text[size - padding - 1]]
    if bits < 0 or padding and last & (3 if padding == 1 else 15):
        return -1
    return size // 4 * 3 - padding
