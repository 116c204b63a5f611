// Writes decimal numbers for SVG and OFD files.
//   append_decimal(out, 12.5);           // 12.5
//   append_decimal(out, 0.12345);        // 0.123
//   append_decimal(out, 7, 3, ' ');      // " 7"
//   append_decimal(out, -7, 3, ' ');     // "-7"
//
// The result is that of a general conversion (`%.3f` of the C library, without trailing zeros), rounded from the exact
// value. A page has thousands of numbers, so nearly all of them take a path that is ten times as fast: the number is
// rounded to an integer count of the last decimal. Only numbers close to the middle between two results, where this
// could round the wrong way, and numbers beyond 10^9 units take the general conversion.
#pragma once

#include <string>

namespace gongwen::base {

// The formats separate numbers in different ways, so the caller chooses the separator:
//   SVG  a sign is a separator too (SVG 1.1 section 8.3.9), which makes a page 5 % smaller
//   OFD  numbers are always separated by a blank (GB/T 33190-2016, arrays of numbers)
// Neither accepts exponents everywhere, so long numbers are written out.

/// Appends `value`, rounded to `decimals` decimals, without trailing zeros and without an exponent; zero has no sign.
/// Three decimals suffice for positions on a page (a thousandth of a px or a mm is invisible); factors of sizes and
/// matrices need more.
///
/// `separator` is written before a number without a sign; 0: none.
void append_decimal(std::string& out, double value, int decimals = 3, char separator = 0);

}  // namespace gongwen::base
