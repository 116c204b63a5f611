// Filters that write numbers for Chinese documents: cn_number, cn_ordinal, cn_year, cn_amount,
// circled.
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/chinese/numerals.h"
#include "templating/detail/value/integers.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

DecimalDigits require_digits(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  if (auto digits = decimal_digits(call.value())) return *std::move(digits);
  const std::string_view found = call.value().is_text() ? call.value().text() : type_name(call.value());
  runtime.fail_about(call.value(), messages::TemplatingBadNumber, found);
}

void require_named_size(Invocation& call, const DecimalDigits& digits) {
  if (digits.whole.size() <= kMaxNamedDigits) return;
  call.runtime().fail_about(call.value(), messages::TemplatingNumberUnnamed, kMaxNamedDigits);
}

std::string write_number(Invocation& call) {
  const DecimalDigits digits = require_digits(call);
  require_named_size(call, digits);
  std::string out = digits.is_negative ? "负" : "";
  out += write_chinese_number(digits.whole, Numerals::Plain);
  if (!digits.fraction.empty()) out += "点" + write_chinese_fraction(digits.fraction);
  return out;
}

/// 二十一; with `digits=true` each digit by itself, as in codes: 二一.
Value filter_cn_number(Invocation& call) {
  if (!call.truth(0, false)) return call.make_text(write_number(call));
  const DecimalDigits digits = require_digits(call);
  std::string out = digits.is_negative ? "负" : "";
  out += write_chinese_digits(digits.whole);
  if (!digits.fraction.empty()) out += "点" + write_chinese_digits(digits.fraction);
  return call.make_text(out);
}

/// 第三, or 第三章 with the unit 章.
Value filter_cn_ordinal(Invocation& call) {
  const DecimalDigits digits = require_digits(call);
  if (digits.is_negative || !digits.fraction.empty()) {
    call.runtime().fail_about(call.value(), messages::TemplatingBadOrdinal);
  }
  return call.make_text("第" + write_number(call) + std::string(call.has(0) ? call.text(0) : ""));
}

/// 二〇二四年, of a year or of a date.
Value filter_cn_year(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  std::string year;
  if (call.value().is(Kind::Integer)) {
    year = std::to_string(call.value().integer());
  } else if (call.value().is_text()) {
    if (parse_date_parts(call.value().text())) year = call.value().text().substr(0, 4);
  }
  const bool valid = year.size() == 4 && year.find_first_not_of("0123456789") == std::string::npos;
  if (!valid) {
    TextBuilder found(runtime);
    write_value(found, call.value());
    runtime.fail_about(call.value(), messages::TemplatingBadDate, found.view(), "YYYY");
  }
  return call.make_text(write_chinese_digits(year) + "年");
}

/// 壹仟贰佰元整, after a prefix such as 人民币.
Value filter_cn_amount(Invocation& call) {
  const DecimalDigits digits = require_digits(call);
  require_named_size(call, digits);
  if (!is_whole_fen(digits)) call.runtime().fail_about(call.value(), messages::TemplatingAmountTooFine);
  return call.make_text(std::string(call.has(0) ? call.text(0) : "") + write_chinese_amount(digits));
}

/// ① to ㊿, and ⓪.
Value filter_circled(Invocation& call) {
  const DecimalDigits digits = require_digits(call);
  const bool small = !digits.is_negative && digits.fraction.empty() && digits.whole.size() <= 2;
  const int number = small ? std::stoi(digits.whole) : 51;
  if (number > 50) call.runtime().fail_about(call.value(), messages::TemplatingNotCircled);
  const auto offset = static_cast<char32_t>(number);
  const char32_t character = number == 0    ? 0x24EA
                             : number <= 20 ? 0x2460 + offset - 1
                             : number <= 35 ? 0x3251 + offset - 21
                                            : 0x32B1 + offset - 36;
  return call.make_text(base::to_utf8(character));
}

constexpr Builtin kChineseNumberFilters[] = {
    {"circled", filter_circled, takes_nothing()},       {"cn_amount", filter_cn_amount, takes({"prefix"})},
    {"cn_number", filter_cn_number, takes({"digits"})}, {"cn_ordinal", filter_cn_ordinal, takes({"unit"})},
    {"cn_year", filter_cn_year, takes_nothing()},
};

}  // namespace

std::span<const Builtin> chinese_number_filters() { return kChineseNumberFilters; }

}  // namespace gongwen::templating
