#include "flow/detail/assign_styles.h"

#include "base/format.h"
#include "base/utf8.h"
#include "flow/detail/flow_builder.h"
#include "flow/detail/style_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

// Named styles: paragraphs with one role share a style, whose look is the most frequent among them. A difference in one
// or two paragraphs is direct formatting; one that occurs more often becomes a separate style.
namespace gongwen::flow {
namespace {

/// Looks that occur less often stay direct formatting.
constexpr std::size_t kLeastForStyle = 3;

struct KnownStyle {
  std::string_view role;
  std::string_view id;
  std::string_view name;
};

/// Styles that every word processor knows, by their names in files.
constexpr std::array kBuiltIn{
    KnownStyle{"Title", "Title", "Title"},
    KnownStyle{"p", "BodyText", "Body Text"},
    KnownStyle{"li", "ListParagraph", "List Paragraph"},
    KnownStyle{"blockquote", "Quote", "Quote"},
    KnownStyle{"caption", "Caption", "caption"},
    KnownStyle{"footnote", "FootnoteText", "footnote text"},
    KnownStyle{"header", "Header", "header"},
    KnownStyle{"footer", "Footer", "footer"},
};

/// The usual names in offices for other roles.
constexpr std::array kUsual{
    KnownStyle{"td", "TableText", "表格文字"},  KnownStyle{"th", "TableHead", "表头"},
    KnownStyle{"rule", "Rule", "线"},           KnownStyle{"side", "SideHead", "边栏"},
    KnownStyle{"small", "Spacer", "间隔"},      KnownStyle{"figure", "Figure", "图"},
    KnownStyle{"p.other", "Paragraph", "段落"}, KnownStyle{"div", "Paragraph", "段落"},
};

/// Gives a paragraph the role of the style that its page names.
void apply_named_style(Paragraph& paragraph) {
  if (paragraph.named_style.empty()) return;
  paragraph.title.clear();
  if (const std::uint8_t level = heading_level(paragraph.named_style); level > 0) {
    paragraph.role = "heading";
    paragraph.look.outline_level = level;
    return;
  }
  paragraph.role = role_of_name(paragraph.named_style);
}

struct Group {
  ParagraphLook look;
  LookId run = 0;
  bool is_named = false;  // the page names its style
  std::vector<Paragraph*> paragraphs;
};

class StyleAssigner {
 public:
  explicit StyleAssigner(Document& document) : document_(document) {}

  void assign() {
    for_each_paragraph([this](Paragraph& paragraph) { name_and_mark(paragraph); });
    for_each_paragraph([this](Paragraph& paragraph) { add(paragraph); });
    gather_body_text();
    for (const std::string& role : roles_) {
      if (!groups_[role].empty()) assign_role(role, groups_[role]);
    }
    for (Section& section : document_.sections) section.is_on_grid = is_on_grid(section);
    for (std::size_t i = 0; i < document_.character_styles.size(); ++i) finish_character_style(i);
  }

 private:
  template <typename Visit>
  void for_each_paragraph(const Visit& visit) {
    for (Section& section : document_.sections) {
      collect(section.content, visit);
      for (RunningHead& head : section.heads) collect(head.content, visit);
    }
    for (Note& note : document_.notes) collect(note.content, visit);
  }

  template <typename Visit>
  static void collect(std::vector<Block>& blocks, const Visit& visit) {
    for (Block& block : blocks) {
      if (auto* const paragraph = std::get_if<Paragraph>(&block)) {
        visit(*paragraph);
        continue;
      }
      for (Row& row : std::get<Table>(block).rows) {
        for (Cell& cell : row.cells) collect(cell.content, visit);
      }
    }
  }

  void name_and_mark(Paragraph& paragraph) {
    apply_named_style(paragraph);
    if (paragraph.look.outline_level == 0) return;
    for (const Inline& made : paragraph.content) {
      if (const auto* const mark = std::get_if<BookmarkStart>(&made.content))
        heading_levels_.emplace(mark->name, paragraph.look.outline_level);
    }
  }

  /// The level of the heading that an entry of the contents leads to; 0 if it leads to none.
  int level_of_target(const Paragraph& entry) const {
    for (const Inline& made : entry.content) {
      const auto* const link = std::get_if<LinkStart>(&made.content);
      const auto found = link == nullptr ? heading_levels_.end() : heading_levels_.find(link->bookmark);
      if (found != heading_levels_.end()) return found->second;
    }
    return 0;
  }

  /// Headings share a style by their level, and so do their entries in the contents: word processors give new entries
  /// the style of that level.
  std::string key_of(const Paragraph& paragraph) const {
    if (paragraph.is_contents) {
      const int level = level_of_target(paragraph);
      return level > 0 ? fmt::format("toc {}", level) : "toc " + paragraph.role;
    }
    if (paragraph.role == "heading") return fmt::format("heading {}", paragraph.look.outline_level);
    return paragraph.role;
  }

  /// Whether the lines of a section are those of its grid: word processors that place each line on the grid leave up to
  /// a line free after every other line, and part of a line at the foot of the page.
  static bool is_on_grid(const Section& section) {
    return std::all_of(section.content.begin(), section.content.end(), [&](const Block& block) {
      const auto* const paragraph = std::get_if<Paragraph>(&block);
      return paragraph != nullptr && (paragraph->is_small || (paragraph->look.line_rule == LineRule::Exact &&
                                                              paragraph->look.line == section.line_pitch));
    });
  }

  /// Lines of another height than those of the grid, and larger text, would take two of its lines.
  void set_grid(Paragraph& paragraph) const {
    const Style& standard = document_.styles.front();
    paragraph.look.snaps_to_grid =
        standard.paragraph.snaps_to_grid && paragraph.look.line_rule == LineRule::Exact &&
        paragraph.look.line == standard.paragraph.line &&
        document_.run_looks[paragraph.run].half_points <= document_.run_looks[standard.run].half_points;
  }

  void add(Paragraph& paragraph) {
    set_main_run(paragraph);
    set_grid(paragraph);
    const std::string key = key_of(paragraph);
    const auto [entry, is_new] = groups_.try_emplace(key);
    if (is_new) roles_.push_back(key);
    for (Group& group : entry->second) {
      if (group.run == paragraph.run && is_same_style(group.look, paragraph.look)) {
        group.is_named |= !paragraph.named_style.empty();
        group.paragraphs.push_back(&paragraph);
        return;
      }
    }
    Group& group = entry->second.emplace_back();
    group.look = paragraph.look;
    group.look.page_break_before = false;
    group.look.frame.reset();
    group.run = paragraph.run;
    group.is_named = !paragraph.named_style.empty();
    group.paragraphs.push_back(&paragraph);
  }

  /// Whether two looks differ only in a page break or a place, which always belong to a single paragraph.
  static bool is_same_style(const ParagraphLook& style, const ParagraphLook& look) {
    if (!look.page_break_before && !look.frame) return style == look;
    ParagraphLook other = look;
    other.page_break_before = false;
    other.frame.reset();
    return style == other;
  }

  /// If all text of a paragraph looks the same, its style has this look.
  void set_main_run(Paragraph& paragraph) {
    std::map<LookId, std::size_t> lengths;
    std::size_t all = 0;
    for (const Inline& made : paragraph.content) {
      const auto* const text = std::get_if<Text>(&made.content);
      if (text == nullptr || made.change == Change::Removed) continue;
      if (made.style) character_looks_[*made.style][made.look] += text->text.size();
      lengths[made.look] += text->text.size();
      all += text->text.size();
    }
    for (const auto& [look, length] : lengths) {
      if (length == all) paragraph.run = look;
    }
  }

  /// A character style has the most frequent look of the text in it.
  void finish_character_style(std::size_t number) {
    Style& style = document_.character_styles[number];
    std::size_t most = 0;
    for (const auto& [look, length] : character_looks_[number]) {
      if (length > most) style.run = look;
      most = std::max(most, length);
    }
    style.id = style.name;
    make_unique(style);
  }

  static bool is_text(const std::string& role, const Group& group) {
    return (role == "p" || role == "div" || role.starts_with("p.") || role.starts_with("div.")) &&
           group.look.outline_level == 0 && group.paragraphs.front()->title.empty();
  }

  /// Paragraphs of text that look the same have one style, whatever their classes: the most frequent look is that of
  /// body text, or the most frequent among those to which the page gives this name.
  void gather_body_text() {
    struct Look {
      const Group* first;
      bool is_named;
      std::size_t count;
    };
    std::vector<Look> looks;
    for (const std::string& role : roles_) {
      for (const Group& group : groups_[role]) {
        if (!is_text(role, group)) continue;
        const auto known = std::find_if(looks.begin(), looks.end(), [&](const Look& look) {
          return look.first->run == group.run && look.first->look == group.look;
        });
        if (known == looks.end()) {
          looks.push_back({&group, group.is_named, group.paragraphs.size()});
          continue;
        }
        known->is_named |= group.is_named;
        known->count += group.paragraphs.size();
      }
    }
    const auto most = std::max_element(looks.begin(), looks.end(), [](const Look& a, const Look& b) {
      return a.is_named != b.is_named ? b.is_named : a.count < b.count;
    });
    if (most == looks.end()) return;
    Group body;
    body.look = most->first->look;
    body.run = most->first->run;
    for (const std::string& role : roles_) {
      std::vector<Group>& groups = groups_[role];
      for (Group& group : groups) {
        if (!is_text(role, group) || group.run != body.run || !(group.look == body.look)) continue;
        body.paragraphs.insert(body.paragraphs.end(), group.paragraphs.begin(), group.paragraphs.end());
        group.paragraphs.clear();
      }
      std::erase_if(groups, [](const Group& group) { return group.paragraphs.empty(); });
    }
    const std::string role = "p";
    if (groups_.find(role) == groups_.end() || std::find(roles_.begin(), roles_.end(), role) == roles_.end()) {
      roles_.push_back(role);
    }
    // Placed first, so that it keeps the name whatever the other looks are.
    std::vector<Group> named;
    named.push_back(std::move(body));
    for (Group& other : groups_[role]) (other.is_named ? named : others_).push_back(std::move(other));
    groups_[role] = std::move(named);
    if (others_.empty()) return;
    roles_.emplace_back("p.other");
    groups_["p.other"] = std::move(others_);
  }

  void assign_role(const std::string& role, std::vector<Group>& groups) {
    std::stable_sort(groups.begin(), groups.end(),
                     [](const Group& a, const Group& b) { return a.paragraphs.size() > b.paragraphs.size(); });
    // In forms and tables, the number of looks grows with the text; the first group always has a style.
    std::size_t first_style = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      std::size_t style = first_style;
      if (i == 0 || groups[i].paragraphs.size() >= kLeastForStyle) {
        style = add_style(role, groups[i], i);
        if (i == 0) first_style = style;
      }
      for (Paragraph* const paragraph : groups[i].paragraphs) paragraph->style = style;
    }
  }

  std::size_t add_style(const std::string& role, const Group& group, std::size_t number) {
    Style style;
    style.paragraph = group.look;
    style.run = group.run;
    style.based_on = 0;
    const Style& standard = document_.styles.front();
    // Text with the look of the whole document needs no separate style.
    if (role == "p" && group.look == standard.paragraph && group.run == standard.run) return 0;
    set_name(role, group, style);
    if (number > 0) {
      style.id = fmt::format("{}{}", style.id, number + 1);
      style.name = fmt::format("{} {}", style.name, number + 1);
      style.is_built_in = false;
    }
    make_unique(style);
    document_.styles.push_back(std::move(style));
    return document_.styles.size() - 1;
  }

  /// Entries that lead to no heading get a level that no heading has; 0 if no level is left, or for other roles.
  int toc_level_of(const std::string& role) {
    constexpr std::string_view kEntry = "toc ";
    constexpr int kMostLevels = 9;
    if (!role.starts_with(kEntry)) return 0;
    const auto [known, is_new] = toc_levels_.try_emplace(role, 0);
    if (!is_new) return known->second;
    const auto of_headings = [](int level) {
      return fmt::format("toc {}", level);
    };
    const auto is_taken = [&](int level) {
      return groups_.contains(of_headings(level)) ||
             std::any_of(toc_levels_.begin(), toc_levels_.end(),
                         [level](const auto& entry) { return entry.second == level; });
    };
    for (int level = kMostLevels; level >= 1; --level) {
      if (role == of_headings(level)) return known->second = level;
      if (!is_taken(level)) known->second = level;
    }
    return known->second;
  }

  void set_name(const std::string& role, const Group& group, Style& style) {
    if (const int level = toc_level_of(role); level > 0) {
      style.id = fmt::format("TOC{}", level);
      style.name = fmt::format("toc {}", level);
      style.is_built_in = true;
      return;
    }
    if (role.starts_with("heading ")) {
      style.id = "Heading" + role.substr(8);
      style.name = role;
      style.is_built_in = true;
      return;
    }
    if (role.starts_with(kNamedRole)) {
      style.name = role.substr(kNamedRole.size());
      style.id = style.name;
      return;
    }
    const std::string_view element = std::string_view(role).substr(0, role.find('.'));
    for (const KnownStyle& known : kBuiltIn) {
      if (known.role != role) continue;
      style.id = known.id;
      style.name = known.name;
      style.is_built_in = true;
      return;
    }
    const std::string& title = group.paragraphs.front()->title;
    for (const KnownStyle& known : kUsual) {
      if (!title.empty()) break;
      const bool is_cell = element == "td" || element == "th";
      if (known.role != role && !(is_cell && known.role == element)) continue;
      style.id = known.id;
      style.name = known.name;
      if (const std::size_t dot = role.find('.'); dot != std::string::npos && known.role != role)
        style.name += "（" + role.substr(dot + 1) + "）";
      return;
    }
    const std::size_t dot = role.find('.');
    style.name = !title.empty() ? title : dot != std::string::npos ? role.substr(dot + 1) : role;
    style.id = dot != std::string::npos ? role.substr(dot + 1) : role;
  }

  /// Ids are letters and digits; names differ without regard to case.
  void make_unique(Style& style) {
    std::string id;
    for (const char c : style.id) {
      if (base::is_ascii_alnum(c)) id += c;
    }
    if (id.empty()) id = "Style";
    style.id = id;
    const auto is_taken = [this, &style](const std::string& name, std::string Style::*member) {
      const auto is_same = [&](const Style& other) {
        return &other != &style && base::equals_ignoring_ascii_case(other.*member, name);
      };
      return std::any_of(document_.styles.begin(), document_.styles.end(), is_same) ||
             std::any_of(document_.character_styles.begin(), document_.character_styles.end(), is_same);
    };
    for (int i = 2; is_taken(style.id, &Style::id); ++i) style.id = fmt::format("{}{}", id, i);
    const std::string name = style.name;
    for (int i = 2; is_taken(style.name, &Style::name); ++i) {
      style.name = fmt::format("{} {}", name, i);
      style.is_built_in = false;
    }
  }

  Document& document_;
  std::map<std::string, int> toc_levels_;                                 // of styles of entries, by their roles
  std::map<std::string, int, std::less<>> heading_levels_;                // by the bookmarks in headings
  std::map<std::size_t, std::map<LookId, std::size_t>> character_looks_;  // how much text each style has, by its looks
  std::vector<Group> others_;                                             // plain paragraphs that are not body text
  std::map<std::string, std::vector<Group>> groups_;
  std::vector<std::string> roles_;  // in the order of the document
};

}  // namespace

void assign_styles(Document& document) { StyleAssigner(document).assign(); }

}  // namespace gongwen::flow
