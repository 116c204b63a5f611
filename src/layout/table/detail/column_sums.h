// Sums of columns (`-gw-sum()`): exact decimals, printed as the column prints its numbers; and what each part of a
// table says to the content of its head, foot and captions.
#pragma once

#include "layout/core/context.h"
#include "layout/table/table_model.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::layout {

/// The numbers of one column, row by row, and how they are written: `-1,234.50`, `1 234`, `¥600`.
/// The texts of the cells are read once; every sum of a range of rows is then a difference of two prefix
/// sums.
class ColumnSum {
 public:
  /// `column` counts from 0 in the model, `number_of_column` from 1 in the source, which messages name.
  /// Reports: layout/sum-not-number.
  ColumnSum(const TableModel& model, std::uint32_t column, std::uint32_t number_of_column,
            const LayoutContext& context);
  ~ColumnSum();
  ColumnSum(const ColumnSum&) = delete;
  ColumnSum& operator=(const ColumnSum&) = delete;

  /// The sum of the rows from `begin` to before `end`.
  std::string text(std::uint32_t begin, std::uint32_t end) const;
  /// At least as wide as every sum of consecutive rows: room is made for it before the rows of a page are known.
  std::string widest() const;

 private:
  struct Numbers;
  std::unique_ptr<const Numbers> numbers_;
};

/// The sums of a column, counted from 1 in the order of the source; null if the table has no such column.
const ColumnSum* column_sum(BoxId grid, std::uint32_t number, LayoutContext& context);

/// Works out the sums that head, foot and captions of a table ask for, while all of its rows are in memory.
void prepare_column_sums(BoxId grid, LayoutContext& context);

/// FormattingContexts::sum_text.
std::optional<std::string> sum_text_of_whole(BoxId reference, const style::ContentItem& item, LayoutContext& context);

/// Answers generated content in the head, the foot and the captions for one part of a table.
class TablePart : public PartTexts {
 public:
  TablePart(BoxId grid, bool is_continued, LayoutContext& context)
      : grid_(grid), is_continued_(is_continued), context_(context) {}

  /// The rows that begin on the page; without a known end its sums have no value.
  void set_begin(std::uint32_t begin) { begin_ = begin; }
  void set_end(std::uint32_t end) { end_ = end; }
  /// Sums are as wide as they may become.
  void set_estimates(bool estimates) { estimates_ = estimates; }

  /// The following content is laid out on another page, too.
  void set_copy(bool is_copy) { is_copy_ = is_copy; }

  bool is_continued() const override { return is_continued_; }
  bool has_notes() const override { return !is_copy_; }
  std::optional<std::string> sum_text(const style::ContentItem& item) const override;

 private:
  BoxId grid_;
  bool is_continued_;
  LayoutContext& context_;
  std::uint32_t begin_ = 0;
  std::optional<std::uint32_t> end_;
  bool estimates_ = false;
  bool is_copy_ = false;
};

/// While it exists, content is laid out for a part of a table, apart from all memory; nothing happens in documents
/// whose texts do not depend on parts.
class PartScope {
 public:
  PartScope(const PartTexts& part, LayoutContext& context)
      : context_(context), around_(context.part_texts), active_(context.boxes.has_part_texts()) {
    if (!active_) return;
    without_.emplace(context.caches);
    context_.part_texts = &part;
  }
  ~PartScope() {
    if (active_) context_.part_texts = around_;
  }
  PartScope(const PartScope&) = delete;
  PartScope& operator=(const PartScope&) = delete;

 private:
  LayoutContext& context_;
  const PartTexts* around_;
  bool active_;
  std::optional<WithoutMemory> without_;
};

}  // namespace gongwen::layout
