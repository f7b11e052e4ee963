"""The next of a few bytes, sixteen at a look where the processor can."""

cdef extern from *:
    """
    #if defined(__SSE2__) && defined(__GNUC__)
    #include <emmintrin.h>
    #endif

    /* Four bytes that are sought, each sixteen times. */
    typedef struct {
        unsigned char of[4][16];
    } Signs;

    static Signs signs(unsigned char a, unsigned char b, unsigned char c, unsigned char d) {
        Signs sought;
        memset(sought.of[0], a, 16);
        memset(sought.of[1], b, 16);
        memset(sought.of[2], c, 16);
        memset(sought.of[3], d, 16);
        return sought;
    }

    /* Where one of them is next, or the end; `beyond` becomes true where a byte beyond ASCII stands before it. */
    static const unsigned char *next_sign_of_few(
        const unsigned char *at, const unsigned char *end, const Signs *sought, int *beyond
    ) {
        const unsigned char a = sought->of[0][0], b = sought->of[1][0], c = sought->of[2][0], d = sought->of[3][0];
        for (; at < end && *at != a && *at != b && *at != c && *at != d; at++)
            *beyond |= *at & 0x80;
        return at;
    }

    static inline const unsigned char *next_sign(
        const unsigned char *at, const unsigned char *end, const Signs *sought, int *beyond
    ) {
    #if defined(__SSE2__) && defined(__GNUC__)
        for (; end - at >= 16; at += 16) {
            const __m128i octets = _mm_loadu_si128((const __m128i *)at);
            const int found = _mm_movemask_epi8(_mm_or_si128(
                _mm_or_si128(
                    _mm_cmpeq_epi8(octets, _mm_loadu_si128((const __m128i *)sought->of[0])),
                    _mm_cmpeq_epi8(octets, _mm_loadu_si128((const __m128i *)sought->of[1]))),
                _mm_or_si128(
                    _mm_cmpeq_epi8(octets, _mm_loadu_si128((const __m128i *)sought->of[2])),
                    _mm_cmpeq_epi8(octets, _mm_loadu_si128((const __m128i *)sought->of[3])))));
            const int high = _mm_movemask_epi8(octets);
            if (found) {
                *beyond |= high & ((found & -found) - 1);
                return at + __builtin_ctz(found);
            }
            *beyond |= high;
        }
    #endif
        return next_sign_of_few(at, end, sought, beyond);
    }
    """
    ctypedef struct Signs:
        pass

    Signs signs(unsigned char a, unsigned char b, unsigned char c, unsigned char d) noexcept

    const unsigned char *next_sign(
        const unsigned char *at, const unsigned char *end, const Signs *sought, int *beyond
    ) noexcept
