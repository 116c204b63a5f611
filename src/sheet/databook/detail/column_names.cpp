#include "sheet/databook/detail/column_names.h"

#include "base/json.h"
#include "base/utf8.h"
#include "forms/field_names.h"
#include "intake/returned_file.h"

#include <charconv>

namespace gongwen::databook {
namespace {

/// libxlsxwriter 1.1.4 keeps names in buffers of 128 bytes.
constexpr std::size_t kMaxBytes = 120;
constexpr std::string_view kItemSuffix = "._i";

std::optional<std::string> name_of(std::string_view list, std::string_view pointer, std::string_view suffix) {
  // Lists in lists: the marks of the items would only lengthen the name.
  std::string whole;
  const auto tokens = base::parse_json_pointer(list);
  for (const std::string& token : *tokens) {
    if (token != "*") base::append_pointer_token(whole, token);
  }
  whole += pointer;
  const std::string name = forms::cell_name(whole);  // `gw.events.title`
  std::string own(intake::kDataNamePrefix);
  if (name.size() > own.size()) own.append(name, own.size());
  own += suffix;
  return own.size() <= kMaxBytes ? std::optional(own) : std::nullopt;
}

}  // namespace

std::optional<std::string> column_name(const Table& table, const Column& column) {
  return name_of(table.pointer, column.pointer, column.path.empty() ? kItemSuffix : std::string_view());
}

std::optional<std::string> column_name(const Table& table, std::string_view suffix) {
  return name_of(table.pointer, {}, suffix);
}

std::optional<std::string> detail_name(const TablePlan& plan, const Detail& detail) {
  const Table& table = plan.tables[detail.table];
  const std::string_view column =
      detail.column ? std::string_view(table.columns[*detail.column].pointer) : std::string_view();
  return name_of(table.pointer, column, detail.column ? "._v" : "._o");
}

std::size_t count_named_positions(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return 0;
  const std::string_view digits = name.substr(dot + 1);
  std::size_t position = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), position);
  const bool is_number = error == std::errc() && stop == digits.data() + digits.size() && !digits.empty();
  return is_number && position < kMaxPositions ? position + 1 : 0;
}

}  // namespace gongwen::databook
