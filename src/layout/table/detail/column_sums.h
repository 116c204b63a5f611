// Sums of columns (`-gw-sum()`): exact decimals, formatted like the numbers of the column; and the texts that depend on
// the part of a table, for its head, foot and captions.
#pragma once

#include "layout/core/context.h"
#include "layout/table/table_model.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::layout {

/// The numbers of one column, row by row, and their format: `-1,234.50`, `1 234`, `¥600`. The texts
/// of the cells are read once; the sum of any range of rows is then the difference of two prefix
/// sums.
class ColumnSum {
 public:
  /// `column` counts from 0 in the model, `number_of_column`, used in messages, from 1 in the source.
  /// Reports: layout/sum-not-number.
  ColumnSum(const TableModel& model, std::uint32_t column, std::uint32_t number_of_column,
            const LayoutContext& context);
  ~ColumnSum();
  ColumnSum(const ColumnSum&) = delete;
  ColumnSum& operator=(const ColumnSum&) = delete;

  /// The sum of the rows from `begin` to before `end`.
  std::string text(std::uint32_t begin, std::uint32_t end) const;
  /// A text at least as wide as every sum of consecutive rows: it reserves space before the rows of a page are known.
  std::string widest() const;

 private:
  struct Numbers;
  std::unique_ptr<const Numbers> numbers_;
};

/// The sums of a column, counted from 1 in the order of the source; null if the table has no such column.
const ColumnSum* column_sum(BoxId grid, std::uint32_t number, LayoutContext& context);

/// Computes the sums that head, foot and captions of a table use, while all of its rows are in memory.
void prepare_column_sums(BoxId grid, LayoutContext& context);

/// Implements FormattingContexts::sum_text.
std::optional<std::string> sum_text_of_whole(BoxId reference, const style::ContentItem& item, LayoutContext& context);

/// Supplies generated content for the head, the foot and the captions of one part of a table.
class TablePart : public PartTexts {
 public:
  TablePart(BoxId grid, bool is_continued, LayoutContext& context)
      : grid_(grid), is_continued_(is_continued), context_(context) {}

  /// Sets the rows that begin on the page; sums have no value until the end is set.
  void set_begin(std::uint32_t begin) { begin_ = begin; }
  void set_end(std::uint32_t end) { end_ = end; }
  /// Sets whether sums are shown with the widest text that they may have.
  void set_estimates(bool estimates) { estimates_ = estimates; }

  /// Sets whether the content laid out next is also on another page.
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

/// During its lifetime, content is laid out for a part of a table without using any cache; has no effect in documents
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
