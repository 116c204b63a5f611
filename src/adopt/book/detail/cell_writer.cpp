#include "adopt/book/detail/cell_writer.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "intake/cells.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <optional>

namespace gongwen::book {
namespace {

constexpr double kDaysTo1904 = 1'462;

/// The one value of a cell without other text; null if there is more.
const CellPart* only_value(const std::vector<CellPart>& parts) {
  const CellPart* found = nullptr;
  for (const CellPart& part : parts) {
    if (!part.is_value && base::trim_ascii_space(part.text).empty()) continue;
    if (!part.is_value || found != nullptr) return nullptr;
    found = &part;
  }
  return found;
}

/// Whether a number keeps all its digits in a spreadsheet, which stores fifteen.
bool keeps_digits(std::string_view number) {
  number = number.substr(0, number.find_first_of("eE"));
  std::string digits;
  for (const char sign : number) {
    if (base::is_ascii_digit(sign) && (sign != '0' || !digits.empty())) digits += sign;
  }
  while (digits.ends_with('0')) digits.pop_back();
  return digits.size() <= static_cast<std::size_t>(sheet::kMaxSignificantDigits);
}

std::optional<std::string> serial_of(std::string_view text, bool counts_from_1904) {
  auto date = sheet::parse_iso_date(text);
  if (!date) date = sheet::parse_written_date(text);
  auto serial = date ? sheet::to_serial(*date) : std::nullopt;
  if (!serial) return std::nullopt;
  if (counts_from_1904) *serial -= kDaysTo1904;
  if (*serial < 0) return std::nullopt;
  return fmt::format("{}", *serial);
}

/// Writes texts like programs that protect texts looking like their own escapes for characters (`_x0041_`).
void append_text(std::string& out, std::string_view text) {
  std::string kept;
  std::size_t at = 0;
  char32_t before = 0;
  for (const auto& [sign, length, is_valid] : base::CodePoints(text)) {
    const std::string_view rest = text.substr(at);
    at += length;
    if (sign == U'_' && sheet::begins_with_cell_escape(rest)) kept += "_x005F";
    if (sign == U'\r' || sign == U'\u2028')
      kept += '\n';
    else if (is_valid && base::is_xml_character(sign) && !(sign == U'\n' && before == U'\r'))
      base::append_utf8(kept, sign);
    before = sign;
  }
  out += base::escape_markup(kept);
}

/// An apostrophe at the start would become the mark of a text when a user edits the cell.
bool looks_like_formula(const std::vector<CellPart>& parts) {
  const auto first = std::find_if(parts.begin(), parts.end(), [](const CellPart& part) { return !part.text.empty(); });
  return first != parts.end() && std::string_view("=+-@'").find(first->text.front()) != std::string_view::npos;
}

bool is_long_text(const std::vector<CellPart>& parts) {
  std::size_t units = 0;
  for (const CellPart& part : parts) units += sheet::utf16_length(part.text);
  return units > sheet::kMaxInTextFormat;
}

void append_texts(std::string& out, const CellSlot& slot, const std::vector<CellPart>& parts) {
  const std::string& p = slot.prefix;
  out += "<" + p + "is>";
  // Parts are joined first: `_` and `x0041_` together look like an escape.
  std::string text;
  if (slot.runs.empty()) {
    out += "<" + p + "t xml:space=\"preserve\">";
    for (const CellPart& part : parts) text += part.text;
    append_text(out, text);
    out += "</" + p + "t>";
  }
  for (std::size_t i = 0; i < parts.size() && !slot.runs.empty();) {
    const std::size_t run = parts[i].run;
    out += "<" + p + "r>" + (run < slot.runs.size() ? slot.runs[run] : std::string()) + "<" + p +
           "t xml:space=\"preserve\">";
    text.clear();
    for (; i < parts.size() && parts[i].run == run; ++i) text += parts[i].text;
    append_text(out, text);
    out += "</" + p + "t></" + p + "r>";
  }
  out += "</" + p + "is>";
}

}  // namespace

std::optional<CellValue> cell_value(const CellSlot& slot, const std::vector<CellPart>& parts, bool counts_from_1904) {
  const CellPart* const value = slot.format == ValueFormat::Text ? nullptr : only_value(parts);
  if (value == nullptr) return std::nullopt;
  switch (value->type) {
    case ValueType::Number:
      if (!keeps_digits(value->text)) break;
      if (auto number = intake::shortest_decimal(value->text)) return CellValue{{}, *std::move(number)};
      break;
    case ValueType::Boolean: return CellValue{" t=\"b\"", base::ascii_lowercase(value->text) == "true" ? "1" : "0"};
    case ValueType::Text:
      if (slot.format != ValueFormat::Date) break;
      if (auto serial = serial_of(base::trim_ascii_space(value->text), counts_from_1904))
        return CellValue{{}, *std::move(serial)};
      break;
  }
  return std::nullopt;
}

std::size_t TextStyles::style_for(std::size_t style, bool is_quoted, bool is_long) {
  if (style >= book_.cell_styles.size() || (!is_quoted && !is_long)) return style;
  const Made wanted{style, is_quoted, is_long};
  const auto found = std::find(made_.begin(), made_.end(), wanted);
  const auto number = static_cast<std::size_t>(found - made_.begin());
  if (found == made_.end()) made_.push_back(wanted);
  return book_.cell_styles.size() + number;
}

std::optional<std::string> TextStyles::written() const {
  if (made_.empty()) return std::nullopt;
  const XmlPart& part = *book_.styles;
  std::string added;
  for (const Made& style : made_) {
    const PartElement& element = part.elements()[book_.cell_styles[style.from]];
    XmlChanges one(part);
    if (style.is_quoted) one.set_attribute(element, "quotePrefix", "1");
    if (style.is_long) one.set_attribute(element, "numFmtId", "0");
    added += one.written(element.begin, element.end);
  }
  const PartElement& list = part.elements()[part.elements()[book_.cell_styles.front()].parent];
  XmlChanges changes(part);
  changes.replace(list.inner_end, list.inner_end, added);
  changes.set_attribute(list, "count", std::to_string(book_.cell_styles.size() + made_.size()));
  return changes.written();
}

void write_cell(std::string& out, const CellSlot& slot, std::uint32_t row, const std::vector<CellPart>& parts,
                bool counts_from_1904, TextStyles& styles) {
  const auto begin = [&](bool is_text) {
    out += slot.head + std::to_string(row) + slot.tail;
    std::optional<std::size_t> style = slot.style;
    if (is_text) {
      const bool is_long = slot.format == ValueFormat::Text && is_long_text(parts);
      const bool is_quoted = (slot.format != ValueFormat::Text || is_long) && looks_like_formula(parts);
      if (is_quoted || is_long) style = styles.style_for(slot.style.value_or(0), is_quoted, is_long);
    }
    if (style) out += " s=\"" + std::to_string(*style) + "\"";
  };
  const auto end = [&](std::string_view type, std::string_view value) {
    begin(false);
    out += type;
    out += "><" + slot.prefix + "v>";
    out += value;
    out += "</" + slot.prefix + "v></" + slot.prefix + "c>";
  };
  if (std::all_of(parts.begin(), parts.end(), [](const CellPart& part) { return part.text.empty(); })) {
    begin(false);
    out += "/>";
    return;
  }
  if (const auto value = cell_value(slot, parts, counts_from_1904)) return end(value->type, value->value);
  begin(true);
  out += " t=\"inlineStr\">";
  append_texts(out, slot, parts);
  out += "</" + slot.prefix + "c>";
}

}  // namespace gongwen::book
