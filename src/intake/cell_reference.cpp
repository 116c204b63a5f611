#include "base/ascii.h"
#include "intake/cells.h"

#include <algorithm>

namespace gongwen::intake {
namespace {

constexpr std::uint32_t kMaxRows = 1'048'576;
constexpr std::uint32_t kMaxColumns = 16'384;

}  // namespace

std::optional<CellReference> parse_cell_reference(std::string_view text) {
  std::size_t at = 0;
  const auto skip_dollar = [&] {
    if (at < text.size() && text[at] == '$') ++at;
  };
  skip_dollar();
  std::uint32_t column = 0;
  for (; at < text.size() && base::is_ascii_alpha(text[at]) && column <= kMaxColumns; ++at) {
    column = column * 26 + static_cast<std::uint32_t>(base::to_ascii_lower(text[at]) - 'a' + 1);
  }
  skip_dollar();
  std::uint32_t row = 0;
  for (; at < text.size() && base::is_ascii_digit(text[at]) && row <= kMaxRows; ++at) {
    row = row * 10 + static_cast<std::uint32_t>(text[at] - '0');
  }
  if (at != text.size() || column == 0 || row == 0 || column > kMaxColumns || row > kMaxRows) return std::nullopt;
  return CellReference{row - 1, column - 1};
}

std::string cell_reference_text(CellReference cell) {
  std::string letters;
  for (std::uint32_t rest = cell.column + 1; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return letters + std::to_string(cell.row + 1);
}

std::optional<SheetReference> parse_sheet_reference(std::string_view text) {
  text = base::trim_ascii_space(text);
  if (text.starts_with('=')) text.remove_prefix(1);
  SheetReference reference;
  std::size_t at = 0;
  if (text.starts_with('\'')) {
    for (at = 1; at < text.size(); ++at) {
      if (text[at] == '\'' && (at + 1 >= text.size() || text[at + 1] != '\'')) break;
      if (text[at] == '\'') ++at;  // two stand for one
      reference.sheet += text[at];
    }
    if (at >= text.size()) return std::nullopt;
    ++at;
  } else {
    at = std::min(text.find('!'), text.size());
    reference.sheet = text.substr(0, at);
  }
  if (at >= text.size() || text[at] != '!' || reference.sheet.empty() || reference.sheet.find('[') == 0) {
    return std::nullopt;
  }
  std::string_view cell = text.substr(at + 1);
  cell = cell.substr(0, cell.find(':'));
  const auto parsed = parse_cell_reference(cell);
  if (!parsed) return std::nullopt;
  reference.cell = *parsed;
  return reference;
}

}  // namespace gongwen::intake
