// Makes the page of a form from a plain Word file: the file itself, with a tag at each place where an answer is
// written.
//   auto page = adopt::form_page(bytes, fields);
//   … page->bytes as `document.docx` beside `form.json`
// The tags call the macros of `shared/form/word-page.html`: `{{ field("/name") }}`, `{{ field_box("/sex", "男") }}`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::adopt {

/// A field of the form that was drafted from the file.
struct PageField {
  std::string pointer;  // of its value; for a column of a list only the member
  std::string macro;    // that shows it: `field`, `field_date`, `field_long`, `field_list`
  /// The value of each box, as an expression, by the words beside the box: 男 and `"男"`, 是 and `true`.
  std::vector<std::pair<std::string, std::string>> options = {};
  bool is_check_box = false;            // any number of the boxes may be ticked, or there is one
  std::vector<PageField> columns = {};  // of a list
  std::string date_pointer = {};        // of an opinion
};

struct FormPage {
  std::string bytes;                  // of the file
  std::vector<std::size_t> left_out;  // fields that have no place in it, at least in part, by index
};

/// `fields` are those of guess_fields(), in their order. Returns nullopt if the file cannot be read.
std::optional<FormPage> form_page(std::string_view bytes, const std::vector<PageField>& fields);

}  // namespace gongwen::adopt
