// Decimal numbers in files that people and programs read: SVG, OFD.
//   append_decimal(out, 12.5);  // 12.5
//
// A page has thousands of them, most of them whole or with few decimals: writing them is made to be quick.
#pragma once

#include <string>

namespace gongwen::base {

/// Adds `value` with up to `decimals` decimals, rounded, without trailing zeros, without an exponent; zero has no sign.
/// `separator` goes before a number without a sign, which separates by itself; 0: none.
void append_decimal(std::string& out, double value, int decimals = 3, char separator = 0);

}  // namespace gongwen::base
