#include "sheet/detail/sheet_builder.h"
#include "sheet/page_setup.h"

namespace gongwen::sheet {
namespace {

/// Number of steps in which blank room is given up: as little as makes the pages fewer.
constexpr int kSteps = 16;

class BlankRoom {
 public:
  explicit BlankRoom(Sheet& sheet) : sheet_(sheet), capacity_(planned_page_height(sheet)) {}

  void run() {
    std::size_t begin = 0;
    for (std::size_t row = 1; row <= sheet_.rows.size(); ++row) {
      const bool ends_part = row == sheet_.rows.size() || sheet_.rows[row].breaks_page;
      if (!ends_part) continue;
      const int pages = give(begin, row);
      if (row < sheet_.rows.size() && sheet_.rows[row].gives_room && pages > 1) {
        // The next part continues below; the blank room of both is checked again.
        sheet_.rows[row].breaks_page = false;
      } else {
        set_heights(begin, row);
        begin = row;
      }
    }
  }

 private:
  LayoutUnit height_of(const Row& row) const {
    return row.gives_room ? row.height - LayoutUnit::scaled(row.blank, step_, kSteps) : row.height;
  }

  int count_pages(std::size_t begin, std::size_t end) const {
    int pages = 1;
    LayoutUnit used;
    for (std::size_t row = begin; row < end; ++row) {
      const LayoutUnit height = height_of(sheet_.rows[row]);
      if (used > LayoutUnit() && used + height > capacity_) {
        ++pages;
        used = {};
      }
      used += height;
    }
    return pages;
  }

  /// Finds out how much of the blank room the rows give up; answers how many pages they take then.
  int give(std::size_t begin, std::size_t end) {
    step_ = kSteps;
    const int pages = count_pages(begin, end);
    for (step_ = 0; step_ < kSteps && count_pages(begin, end) > pages;) ++step_;
    return pages;
  }

  void set_heights(std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      sheet_.rows[row].height = LayoutUnit::from_px(height_of(sheet_.rows[row]).floor_px());
    }
  }

  Sheet& sheet_;
  LayoutUnit capacity_;
  int step_ = 0;
};

}  // namespace

void give_up_blank_room(Sheet& sheet) {
  if (sheet.print.fit == PageFit{}) BlankRoom(sheet).run();
}

}  // namespace gongwen::sheet
