// Pages of a returned file, each matched with the page of the form that it is.
#pragma once

#include "engine/returned/detail/form_parts.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
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

// Pages of a returned file, each matched with the page of the form that prints the same.

bool is_blank_character(const intake::PrintedText& text);

/// What a page of the form prints, for finding it on pages of files. The page must outlive this.
class PrintIndex {
 public:
  explicit PrintIndex(const intake::FormPage& form);

  /// For each character of the page, the number of that of the form which it is: the same one, at the same place. Each
  /// of the form is taken once.
  std::vector<std::optional<std::size_t>> find(const intake::FormPage& page, const PageShift& shift) const;
  /// How many are found.
  std::size_t count(const intake::FormPage& page, const PageShift& shift) const;
  /// How the page may have been moved and scaled, by characters that both have once.
  std::vector<PageShift> possible_shifts(const intake::FormPage& page) const;
  /// Characters of the form, without blanks.
  std::size_t size() const { return size_; }

 private:
  using Places = std::unordered_map<std::string, std::vector<std::size_t>>;
  static Places places_of(const intake::FormPage& page);

  const intake::FormPage& form_;
  Places places_;
  std::size_t size_ = 0;
};

struct PrintedPage {
  std::size_t page = 0;  // of the form, counted from 1; 0: none
  PageShift shift;
  std::size_t common = 0;  // characters at the same place
};

/// Each page of the file as a page of the form: one that has nearly all that the page of the form prints. Pages with a
/// few characters must have just these.
std::vector<PrintedPage> match_printed(const FormPages& pages, const FormPages& form);

/// Stretches of characters that are printed one after the other, wherever on the pages.
std::set<std::string> stretches_of(const FormPages& pages);

/// Finds the pages of a file that do not belong to its form and are not blank. `is_known` names those that do; a page
/// with texts of the form counts as well, since other data may move them to other pages. `is_exact`: the data move
/// nothing, so that such a page is a second copy. Returns: numbers of pages, from 1.
std::vector<std::size_t> find_other_pages(const FormPages& pages, const FormPages& form,
                                          const std::vector<bool>& is_known, bool is_exact);
/// The message about them: intake/other-pages.
intake::Notice other_pages_notice(const std::vector<std::size_t>& pages);

}  // namespace gongwen::engine
