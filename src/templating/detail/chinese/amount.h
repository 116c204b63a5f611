// Amounts of money in words.
#pragma once

#include "templating/detail/chinese/numerals.h"

#include <string>

namespace gongwen::templating {

/// 壹仟肆佰零玖元伍角: with 整 when there is nothing below the yuan, and 零 for a missing jiao
/// before fen. At most two digits of the fraction may be other than 0. Source: 《支付结算办法》
/// annex 1, rules for filling in negotiable instruments.
std::string write_chinese_amount(const DecimalDigits& amount);

/// Whether the amount has no part below the fen.
bool is_whole_fen(const DecimalDigits& amount);

}  // namespace gongwen::templating
