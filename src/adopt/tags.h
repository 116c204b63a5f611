// Tags of Jinja in the text of a paragraph of a Word file, by the conventions of docxtpl: `{{ x }}`, `{% if x %}`, and
// `{%p … %}`, `{%tr … %}`, `{%tc … %}` for a whole paragraph, row or cell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

enum class TagType : std::uint8_t { Value, Statement, Comment };

/// The extent of a statement: itself, or the whole paragraph, row or cell that contains it.
enum class TagScope : std::uint8_t { Inline, Paragraph, Row, Cell };

struct Tag {
  TagType type = TagType::Value;
  TagScope scope = TagScope::Inline;
  std::size_t begin = 0;  // bytes of the paragraph's text
  std::size_t end = 0;
  /// The tag as in the template: with straight quotation marks, half-width signs and ordinary blanks, without the mark
  /// of its scope. Chinese input methods type `｛％ if x ％｝` for `{% if x %}`.
  std::string text;
  /// Offset of the first dash outside texts, which word processors type for a minus; npos if absent.
  std::size_t dash = std::string::npos;

  /// The first word of a statement: `for` in `{%- for x in list %}`. Empty for other tags.
  std::string_view keyword() const;
  /// Returns the keyword that is used as a name: `in` in `{{ in }}` and `{% if in %}`. Empty if absent.
  std::string_view reserved_word() const;
  /// Whether it begins a block: `{% if x %}`, but not `{% set x = 1 %}`.
  bool is_start() const;
  /// Whether it divides a block: `{% else %}`.
  bool is_branch() const;
  /// Whether it ends a block: `{% endif %}`.
  bool is_end() const;
};

/// All tags of a text, in order. A start without an end does not count as a tag: the template compiler reports it.
std::vector<Tag> find_tags(std::string_view text);

/// The address of a link with its tags as they were typed: word processors write `{{ site }}` as
/// `%7B%7B%20site%20%7D%7D`.
std::string address_with_tags(std::string_view address);

/// The place where full-width signs look like the start of a tag without an end, `｛｛ name`; npos if absent.
std::size_t find_wide_tag(std::string_view text, const std::vector<Tag>& tags);

}  // namespace gongwen::adopt
