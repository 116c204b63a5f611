
#include "base/ascii.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/format_spec.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/integers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

#include <cmath>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

class PercentFormatter {
 public:
  PercentFormatter(Runtime& runtime, const Value& format, const Value& operand)
      : runtime_(runtime), format_(format), rest_(format.text()), operand_(operand), out_(runtime) {}

  Value run() {
    while (!rest_.empty()) {
      const std::size_t mark = std::min(rest_.find('%'), rest_.size());
      out_.append(rest_.substr(0, mark));
      rest_.remove_prefix(mark);
      if (!rest_.empty()) format_one();
    }
    const bool tuple = operand_.is(Kind::Tuple);
    const bool left_over = tuple ? next_ < operand_.as<Tuple>().items.size() : next_ == 0 && !takes_names();
    if (left_over) runtime_.fail(messages::TemplatingFormatTooManyValues);
    return out_.build(format_.safety());
  }

 private:
  bool takes_names() const { return is_mapping(operand_) || is_list(operand_); }

  char take() {
    if (rest_.empty()) runtime_.fail(messages::TemplatingFormatIncomplete);
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }

  void format_one() {
    take();  // the percent sign
    named_.reset();
    if (rest_.starts_with('(')) read_name();
    FormatSpec spec = read_flags();
    spec.width = read_amount(spec);
    if (rest_.starts_with('.')) {
      take();
      spec.precision = read_amount(spec);
    }
    while (rest_.starts_with('h') || rest_.starts_with('l') || rest_.starts_with('L')) take();
    spec.type = take();
    convert(spec);
  }

  void read_name() {
    if (!is_mapping(operand_)) runtime_.fail_about(operand_, messages::TemplatingFormatNeedsObject);
    std::size_t depth = 0;
    std::size_t end = 0;
    do {
      if (end == rest_.size()) runtime_.fail(messages::TemplatingFormatIncomplete);
      depth += rest_[end] == '(';
      depth -= rest_[end] == ')';
      ++end;
    } while (depth > 0);
    const std::string_view name = rest_.substr(1, end - 2);
    rest_.remove_prefix(end);
    named_ = MappingView(operand_).find(name);
    if (!named_) runtime_.fail_about(operand_, messages::TemplatingFormatNoMember, name);
  }

  FormatSpec read_flags() {
    FormatSpec spec;
    for (; !rest_.empty(); rest_.remove_prefix(1)) {
      switch (rest_[0]) {
        case '-': spec.alignment = Alignment::Left; break;
        case '+': spec.sign = '+'; break;
        case ' ': spec.sign = spec.sign == '+' ? '+' : ' '; break;
        case '#': spec.alternate = true; break;
        case '0': spec.zero_padded = true; break;
        default: return spec;
      }
    }
    return spec;
  }

  /// A width or precision: digits, or a star for the next value.
  std::uint64_t read_amount(FormatSpec& spec) {
    if (rest_.starts_with('*')) {
      take();
      const Value value = next_value();
      if (!value.is(Kind::Integer)) runtime_.fail_about(value, messages::TemplatingBadFormat, "*", type_name(value));
      if (value.integer() < 0) spec.alignment = Alignment::Left;
      return static_cast<std::uint64_t>(std::abs(std::max(value.integer(), -INT64_MAX)));
    }
    std::uint64_t amount = 0;
    while (!rest_.empty() && base::is_ascii_digit(rest_[0])) {
      amount = std::min<std::uint64_t>(amount * 10 + static_cast<std::uint64_t>(take() - '0'), 1ULL << 40);
    }
    return amount;
  }

  Value next_value() {
    if (operand_.is(Kind::Tuple)) {
      const auto items = operand_.as<Tuple>().items;
      if (next_ < items.size()) return items[next_++];
    } else if (next_ == 0) {
      ++next_;
      return operand_;
    }
    runtime_.fail(messages::TemplatingFormatTooFewValues);
  }

  void convert(const FormatSpec& spec) {
    if (spec.type == '%') {
      out_.append("%");
      return;
    }
    const Value value = named_ ? *named_ : next_value();
    const bool as_text = spec.type == 's' || spec.type == 'r' || spec.type == 'a';
    if (as_text) {
      convert_text(value, spec);
      return;
    }
    runtime_.require_defined(value);
    switch (spec.type) {
      case 'c': convert_character(value, spec); return;
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X': convert_integer(value, spec); return;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G': convert_float(value, spec); return;
      default: runtime_.fail(messages::TemplatingFormatUnknown, std::string(1, spec.type));
    }
  }

  void convert_text(const Value& value, const FormatSpec& spec) {
    TextBuilder repr(runtime_);
    Value text = value;
    if (spec.type != 's') {
      write_repr(repr, value);
      text = repr.build();
    }
    text = format_.is_markup() ? escape_value(runtime_, text) : to_text_value(runtime_, text);
    append_padded_text(text.text(), spec);
  }

  void append_padded_text(std::string_view text, FormatSpec spec) {
    if (spec.alignment == Alignment::Default) spec.alignment = Alignment::Right;
    append_text_field(out_, text, spec);
  }

  void convert_character(const Value& value, const FormatSpec& spec) {
    if (is_integer(value)) {
      append_padded_text(format_integer(runtime_, value, spec).digits, spec);
    } else if (value.is_text() && find_length(runtime_, value) == 1) {
      append_padded_text(value.text(), spec);
    } else {
      fail_conversion(value, spec);
    }
  }

  void convert_integer(const Value& value, FormatSpec spec) {
    const bool decimal = spec.type == 'd' || spec.type == 'i' || spec.type == 'u';
    Value integer = value;
    if (decimal && value.is(Kind::Float) && std::isfinite(value.number())) {
      integer = make_integer(runtime_, BigNumber::from_double(value.number()));
    }
    if (!is_integer(integer)) fail_conversion(value, spec);
    if (decimal) spec.type = 'd';
    NumberParts parts = format_integer(runtime_, integer, spec);
    if (spec.precision) {
      runtime_.check_text_size(*spec.precision);
      if (parts.digits.size() < *spec.precision) parts.digits.insert(0, *spec.precision - parts.digits.size(), '0');
    }
    append_number(parts, spec);
  }

  void convert_float(const Value& value, const FormatSpec& spec) {
    if (!is_number(value)) fail_conversion(value, spec);
    append_number(format_float(runtime_, to_double(value), spec), spec);
  }

  void append_number(const NumberParts& parts, FormatSpec spec) {
    if (spec.zero_padded && spec.alignment == Alignment::Default) spec.fill = "0";
    append_number_field(out_, parts, spec);
  }

  [[noreturn]] void fail_conversion(const Value& value, const FormatSpec& spec) {
    runtime_.fail_about(value, messages::TemplatingBadFormat, std::string("%") + spec.type, type_name(value));
  }

  Runtime& runtime_;
  Value format_;
  std::string_view rest_;
  Value operand_;
  TextBuilder out_;
  std::size_t next_ = 0;        // values taken so far
  std::optional<Value> named_;  // the member that %(name) chose
};

}  // namespace

Value format_percent(Runtime& runtime, const Value& format, const Value& operand) {
  return PercentFormatter(runtime, format, operand).run();
}

}  // namespace gongwen::templating
