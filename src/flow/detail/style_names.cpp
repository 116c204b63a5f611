#include "flow/detail/style_names.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>

namespace gongwen::flow {
namespace {

/// Word processors refuse longer names ([MS-OI29500] on w:name).
constexpr std::size_t kMostNameCharacters = 253;

struct NameOfRole {
  std::string_view name;
  std::string_view role;
};

/// Paragraph styles that every word processor has, by the names in files and those that Chinese ones show.
constexpr std::array kParagraphStyles{
    NameOfRole{"Normal", "p"},          NameOfRole{"Body Text", "p"},     NameOfRole{"正文", "p"},
    NameOfRole{"正文文本", "p"},        NameOfRole{"Title", "Title"},     NameOfRole{"标题", "Title"},
    NameOfRole{"List Paragraph", "li"}, NameOfRole{"列出段落", "li"},     NameOfRole{"列表段落", "li"},
    NameOfRole{"Quote", "blockquote"},  NameOfRole{"引用", "blockquote"}, NameOfRole{"caption", "caption"},
    NameOfRole{"题注", "caption"},      NameOfRole{"header", "header"},   NameOfRole{"页眉", "header"},
    NameOfRole{"footer", "footer"},     NameOfRole{"页脚", "footer"},     NameOfRole{"footnote text", "footnote"},
    NameOfRole{"脚注文本", "footnote"},
};

/// Character styles that every word processor has, by the same names.
constexpr std::array kCharacterStyles{
    NameOfRole{"Strong", "Strong"},
    NameOfRole{"要点", "Strong"},
    NameOfRole{"Emphasis", "Emphasis"},
    NameOfRole{"强调", "Emphasis"},
    NameOfRole{"Subtle Emphasis", "Subtle Emphasis"},
    NameOfRole{"不明显强调", "Subtle Emphasis"},
    NameOfRole{"Intense Emphasis", "Intense Emphasis"},
    NameOfRole{"明显强调", "Intense Emphasis"},
    NameOfRole{"Book Title", "Book Title"},
    NameOfRole{"书籍标题", "Book Title"},
};

/// Styles that word processors give to content they generate. They would mistake a paragraph or word with such a name
/// for it.
constexpr std::array<std::string_view, 30> kOfPrograms{
    "Default Paragraph Font",
    "默认段落字体",
    "Normal Table",
    "普通表格",
    "Table Grid",
    "网格型",
    "No List",
    "无列表",
    "Hyperlink",
    "超链接",
    "FollowedHyperlink",
    "已访问的超链接",
    "footnote reference",
    "脚注引用",
    "endnote reference",
    "尾注引用",
    "endnote text",
    "尾注文本",
    "page number",
    "页码",
    "line number",
    "行号",
    "annotation text",
    "批注文字",
    "annotation reference",
    "批注引用",
    "TOC Heading",
    "TOC 标题",
    "Placeholder Text",
    "占位符文本",
};
/// Names of such styles with a number: entries that are generated again when contents or an index are updated.
constexpr std::array<std::string_view, 4> kEntries{"toc ", "目录 ", "index ", "索引 "};

template <typename List>
std::string_view find_role(const List& list, std::string_view name) {
  for (const NameOfRole& known : list) {
    if (base::equals_ignoring_ascii_case(known.name, name)) return known.role;
  }
  return {};
}

bool is_entry(std::string_view name) {
  return std::any_of(kEntries.begin(), kEntries.end(), [&](std::string_view entry) {
    return name.size() == entry.size() + 1 && base::equals_ignoring_ascii_case(name.substr(0, entry.size()), entry) &&
           name.back() >= '1' && name.back() <= '9';
  });
}

}  // namespace

std::uint8_t heading_level(std::string_view name) {
  constexpr std::string_view kEnglish = "heading ";
  constexpr std::string_view kChinese = "标题";
  if (base::equals_ignoring_ascii_case(name.substr(0, kEnglish.size()), kEnglish))
    name.remove_prefix(kEnglish.size());
  else if (name.starts_with(kChinese))
    name = base::trim_ascii_space(name.substr(kChinese.size()));
  else
    return 0;
  return name.size() == 1 && name.front() >= '1' && name.front() <= '9' ? static_cast<std::uint8_t>(name.front() - '0')
                                                                        : 0;
}

std::string role_of_name(std::string_view name) {
  const std::string_view role = find_role(kParagraphStyles, name);
  return role.empty() ? std::string(kNamedRole) + std::string(name) : std::string(role);
}

std::string_view built_in_character_style(std::string_view name) { return find_role(kCharacterStyles, name); }

NameFault find_name_fault(std::string_view name, StyleKind kind) {
  // In files, commas separate the names of a style; programs refuse the other characters.
  const bool has_bad = std::any_of(name.begin(), name.end(), [](char c) {
    return std::string_view(",;\\{}\"").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20;
  });
  if (has_bad || base::trim_ascii_space(name).empty() || base::to_utf32(name).size() > kMostNameCharacters)
    return NameFault::Text;
  const bool is_of_program = std::any_of(kOfPrograms.begin(), kOfPrograms.end(), [&](std::string_view taken) {
    return base::equals_ignoring_ascii_case(taken, name);
  });
  const bool is_of_paragraphs = heading_level(name) > 0 || !find_role(kParagraphStyles, name).empty();
  const bool is_of_characters = !find_role(kCharacterStyles, name).empty();
  const bool is_other_kind = kind == StyleKind::Paragraph ? is_of_characters : is_of_paragraphs;
  return is_of_program || is_entry(name) || is_other_kind ? NameFault::Taken : NameFault::None;
}

}  // namespace gongwen::flow
