// Decimal numbers in files that people and programs read: SVG, OFD.
//   append_decimal(out, 12.5);           // 12.5
//   append_decimal(out, 0.12345);        // 0.123
//   append_decimal(out, 7, 3, ' ');      // " 7"
//   append_decimal(out, -7, 3, ' ');     // "-7"
//
// The result is that of a general conversion (`%.3f` of the C library, without zeros at the end), rounded from the
// exact value. Numbers that are far from the middle between two results, which nearly all are, are counted in units of
// the last decimal instead, in a tenth of the time; the others, and numbers beyond 10^9 units, are converted.
//
// A page has thousands of them, most of them whole or with few decimals: writing them is made to be quick.
#pragma once

#include <string>

namespace gongwen::base {

// Formats differ in how numbers may follow each other:
//   SVG  a sign separates by itself (SVG 1.1 section 8.3.9), which saves a twentieth of a page
//   OFD  numbers are always separated by a blank (GB/T 33190-2016, arrays of numbers)
// so that the separator is up to the caller. Neither knows exponents everywhere: long numbers are written out.

/// Adds `value` with up to `decimals` decimals, rounded, without trailing zeros, without an exponent; zero has no sign.
/// Places on a page are given with three decimals, a thousandth of a px or a mm, which is far less than anything shows;
/// sizes and matrices, which multiply what they are applied to, with more.
///
/// `separator` goes before a number without a sign, which separates by itself; 0: none.
void append_decimal(std::string& out, double value, int decimals = 3, char separator = 0);

}  // namespace gongwen::base
