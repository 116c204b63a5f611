#include "templating/detail/chinese/numerals.h"

namespace gongwen::templating {
namespace {

std::string write_coin(char digit, std::string_view unit) {
  return write_chinese_number(std::string_view(&digit, 1), Numerals::Financial) + std::string(unit);
}

}  // namespace

bool is_whole_fen(const DecimalDigits& amount) {
  return amount.fraction.size() <= 2 || amount.fraction.find_first_not_of('0', 2) == std::string::npos;
}

std::string write_chinese_amount(const DecimalDigits& amount) {
  const char jiao = !amount.fraction.empty() ? amount.fraction[0] : '0';
  const char fen = amount.fraction.size() > 1 ? amount.fraction[1] : '0';
  const bool has_yuan = amount.whole != "0";
  const bool has_coins = jiao != '0' || fen != '0';
  std::string out = amount.is_negative && (has_yuan || has_coins) ? "负" : "";
  if (has_yuan || !has_coins) out += write_chinese_number(amount.whole, Numerals::Financial) + "元";
  if (!has_coins) return out + "整";
  if (jiao != '0') {
    out += write_coin(jiao, "角");
  } else if (has_yuan) {
    out += "零";
  }
  if (fen != '0') out += write_coin(fen, "分");
  return out;
}

}  // namespace gongwen::templating
