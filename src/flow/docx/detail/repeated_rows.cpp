#include "flow/docx/detail/repeated_rows.h"

#include "flow/docx/detail/look_writer.h"
#include "forms/word_names.h"

#include <algorithm>
#include <optional>
#include <variant>

// [MS-DOCX] 2.5.4.3 and 2.5.4.4: a section around all items, and an item around the rows of each.
namespace gongwen::docx {

using base::XmlWriter;

namespace {

/// Ids need only differ from those of controls.
constexpr std::size_t kFirstSection = 500'001;

/// The item that all fields so far belong to; empty if there are several, or if one belongs to none.
class ItemOfRow {
 public:
  explicit ItemOfRow(const flow::Form& form) : form_(form) {}

  void add(const std::vector<flow::Block>& blocks) {
    for (const flow::Block& block : blocks) {
      if (const auto* const paragraph = std::get_if<flow::Paragraph>(&block)) {
        for (const flow::Inline& made : paragraph->content) {
          if (const auto* const start = std::get_if<flow::ControlStart>(&made.content))
            add(forms::list_item_of(form_.controls[start->control].pointer));
        }
        continue;
      }
      for (const flow::Row& row : std::get<flow::Table>(block).rows) {
        for (const flow::Cell& cell : row.cells) add(cell.content);
      }
    }
  }

  std::string_view item() const { return item_.value_or(std::string_view()); }

 private:
  void add(std::string_view item) {
    if (!item_)
      item_ = item;
    else if (*item_ != item)
      item_ = std::string_view();
  }

  const flow::Form& form_;
  std::optional<std::string_view> item_;
};

void open_control(XmlWriter& xml, std::size_t number, std::string_view kind) {
  xml.open("w:sdt").open("w:sdtPr");
  write_number(xml, "w:id", static_cast<long>(kFirstSection + number));
  xml.open(kind).close().close().open("w:sdtContent");
}

}  // namespace

std::vector<ItemRows> items_of(const flow::Table& table, const flow::Form& form) {
  std::vector<ItemRows> items;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    ItemOfRow row(form);
    for (const flow::Cell& cell : table.rows[i].cells) row.add(cell.content);
    if (row.item().empty()) continue;
    const bool goes_on =
        !items.empty() && items.back().item == row.item() && items.back().first + items.back().count == i;
    if (goes_on)
      ++items.back().count;
    else
      items.push_back({row.item(), i, 1});
  }
  return items;
}

void open_repeating_section(XmlWriter& xml, std::size_t number) { open_control(xml, number, "w15:repeatingSection"); }

void open_repeated_item(XmlWriter& xml, std::size_t number) { open_control(xml, number, "w15:repeatingSectionItem"); }

}  // namespace gongwen::docx
