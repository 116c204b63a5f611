// Pages of a returned file, each matched with the page of the form that it is.
#pragma once

#include "intake/form_pages.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gongwen::engine {

/// From a page of the file to that of the form: programs that print or join pages move and scale them.
struct PageShift {
  double across = 1;
  double up = 1;
  double x = 0;
  double y = 0;

  intake::PageArea apply(const intake::PageArea& area) const;
  std::int64_t apply_x(std::int64_t value) const;
  std::int64_t apply_y(std::int64_t value) const;
};

struct MatchedPage {
  std::size_t page = 0;  // of the form, counted from 1; 0: none
  PageShift shift;
  std::size_t matching = 0;  // places that both have
  /// Both have as many places, in the same order, with the same names as far as they have any: each is what its
  /// number says.
  bool is_aligned = false;
};

/// Whether a place of the file can be one of the form: programs that lose the field of a list lose that it is one.
bool is_same_class(const intake::FormWidget& widget, const intake::FormWidget& place);

/// Whether two areas are the same but for rounding.
bool is_same_place(const intake::PageArea& one, const intake::PageArea& other);

/// The place of the form where a place of the file lies; null where it has none.
const intake::FormWidget* place_at(const intake::PageArea& area, const intake::FormPage& form);

/// For each page of the file, the page of the form whose places or names it has. Each page of the form is taken once,
/// unless `repeats`.
std::vector<MatchedPage> match_pages(const std::vector<intake::FormPage>& pages,
                                     const std::vector<intake::FormPage>& form, bool repeats);

}  // namespace gongwen::engine
