// Presentational hints of HTML, and the values of their attributes as CSS.
#pragma once

#include "dom/tree.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::style {

// Values of HTML's presentational attributes, as CSS text (HTML section 2.4 and 15). An unreadable value gives no text,
// so that only values can get into a declaration.

/// HTML section 2.4.4.4, dimension values: `200`, `12.5`, `50%`; text after the number is skipped.
enum class Zero : bool { Counts, Ignored };
std::string legacy_dimension(std::string_view value, Zero zero = Zero::Counts);

/// HTML section 2.4.4.3: the whole number at the start, at least 0; `otherwise` if there is none.
int legacy_number(std::string_view value, int otherwise);

/// HTML section 2.4.6, legacy colours: names, `#abc`, `#aabbcc`, and the colours that browsers derive from all other
/// texts.
std::string legacy_color(std::string_view value);

/// HTML section 15.3.4, `size` of `font`: 1 to 7, or relative to 3.
std::string legacy_font_size(std::string_view value);

/// A list of families, each quoted unless it is generic.
std::string legacy_font_family(std::string_view value);

// Presentational hints: HTML attributes for the look of elements, and elements that only had a look (HTML section
// 15.3). They are weaker than all rules in authors' style sheets.

class PresentationalHints {
 public:
  explicit PresentationalHints(const dom::Tree& tree);
  /// The declarations that correspond to an element's attributes; empty for nearly all elements.
  std::string of(dom::NodeId element) const;

 private:
  std::optional<std::string_view> find(dom::NodeId element, std::string_view attribute) const;
  void add_size(dom::NodeId element, std::string& out) const;
  void add_alignment(dom::NodeId element, std::string& out) const;
  void add_block_alignment(dom::NodeId element, std::string& out) const;
  void add_colors(dom::NodeId element, std::string& out) const;
  void add_direction(dom::NodeId element, std::string& out) const;
  void add_of_body(dom::NodeId element, std::string& out) const;
  void add_of_table(dom::NodeId element, std::string& out) const;
  void add_of_row_part(dom::NodeId element, std::string& out) const;
  void add_of_cell(dom::NodeId element, std::string& out) const;
  void add_of_drawing(dom::NodeId element, std::string& out) const;
  void add_of_image(dom::NodeId element, std::string& out) const;
  bool is_in_drawing(dom::NodeId element) const;
  void add_of_rule(dom::NodeId element, std::string& out) const;
  void add_of_list(dom::NodeId element, std::string& out) const;
  void add_of_foreign(dom::NodeId element, std::string& out) const;
  void add_of_control(dom::NodeId element, std::string& out) const;
  dom::NodeId table_of(dom::NodeId part) const;
  std::string_view alignment_around(dom::NodeId element) const;

  const dom::Tree& tree_;
  bool aligns_blocks_ = false;  // whether any element of the document does
};

}  // namespace gongwen::style
