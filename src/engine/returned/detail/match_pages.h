// Matches the pages of a returned file with the pages of its form.
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

/// Maps a page of the file to the page of the form: programs that print or join pages move and scale them.
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
  /// Both pages have the same number of places, in the same order, with the same names where they have any: then a
  /// place is identified by its number.
  bool is_aligned = false;
};

/// Whether a place of the file can be one of the form: programs that lose a list leave a text field.
bool is_same_class(const intake::FormWidget& widget, const intake::FormWidget& place);

/// Whether two areas are equal except for rounding.
bool is_same_place(const intake::PageArea& one, const intake::PageArea& other);

/// The place of the form at the area of a place of the file; null if none.
const intake::FormWidget* place_at(const intake::PageArea& area, const intake::FormPage& form);

/// For each page of the file, the page of the form with its places or names. Each page of the form is used once, unless
/// `repeats`.
std::vector<MatchedPage> match_pages(const std::vector<intake::FormPage>& pages,
                                     const std::vector<intake::FormPage>& form, bool repeats);

// Matching by print.

bool is_blank_character(const intake::PrintedText& text);

/// The print of a page of the form, for finding it on pages of files. The page must outlive the index.
class PrintIndex {
 public:
  explicit PrintIndex(const intake::FormPage& form);

  /// For each character of the page, the number of the same character of the form at the same place. Each of the form
  /// is used once.
  std::vector<std::optional<std::size_t>> find(const intake::FormPage& page, const PageShift& shift) const;
  /// Counts the characters that are found.
  std::size_t count(const intake::FormPage& page, const PageShift& shift) const;
  /// Shifts by which the page may have been moved and scaled, from characters that occur once on both pages.
  std::vector<PageShift> possible_shifts(const intake::FormPage& page) const;
  /// Number of characters of the form, without blanks.
  std::size_t size() const { return size_; }

 private:
  using Places = std::unordered_map<std::string, std::vector<std::size_t>>;
  static Places places_of(const intake::FormPage& page);

  const intake::FormPage& form_;
  Places places_;
  std::size_t size_ = 0;
};

// Words that a page prints elsewhere than its form does, though its fields are in place: data moves fields together
// with their words, so a person must have moved the words.

/// Whether most of the words beside the fields are not at the height of their fields.
bool left_its_fields(const intake::FormPage& page, const intake::FormPage& form, const PageShift& shift);

/// For each text of the form, whether it belongs to words that the page prints, but neither at their height nor near
/// their place in the line. Other fonts move words only within a line, by a part of its length.
std::vector<bool> find_displaced_texts(const intake::FormPage& page, const intake::FormPage& form,
                                       const PageShift& shift);

struct PrintedPage {
  std::size_t page = 0;  // of the form, counted from 1; 0: none
  PageShift shift;
  std::size_t common = 0;  // characters at the same place on both
};

/// Matches each page of the file with a page of the form nearly all of whose print it contains. A page with few
/// characters must have exactly these.
std::vector<PrintedPage> match_printed(const FormPages& pages, const FormPages& form);

/// Sequences of five characters that are printed one after the other, anywhere on the pages.
std::set<std::string> stretches_of(const FormPages& pages);

/// Finds pages that are not blank and do not belong to the form. `is_known` marks pages that do; a page with text of
/// the form also does, since data may move text there. `is_exact`: data moves nothing, so such a page is a second copy.
/// Returns numbers of pages, from 1.
std::vector<std::size_t> find_other_pages(const FormPages& pages, const FormPages& form,
                                          const std::vector<bool>& is_known, bool is_exact);
/// The message about these pages: intake/other-pages.
intake::Notice other_pages_notice(const std::vector<std::size_t>& pages);

}  // namespace gongwen::engine
