#include "dom/detail/compared_document.h"

#include "base/utf8.h"

#include <algorithm>
#include <charconv>

namespace gongwen::dom {
namespace {

/// Reads the characters of a text one by one.
struct CharacterReader {
  std::string_view text;

  /// The length in bytes of the character at `at`.
  std::size_t size_at(std::size_t at) const {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    return end - at;
  }
  std::string_view at(std::size_t at) const { return at < text.size() ? text.substr(at, size_at(at)) : ""; }
};

bool is_space(std::string_view c) { return c.size() == 1 && base::is_ascii_space(c[0]); }
bool is_digit(std::string_view c) { return c.size() == 1 && base::is_ascii_digit(c[0]); }

/// Letters of alphabets and digits. Characters of two bytes are all letters, or signs between them.
bool is_of_word(std::string_view c) {
  if (c.size() == 2) return true;
  return c.size() == 1 && (base::is_ascii_digit(c[0]) || base::is_ascii_alpha(c[0]));
}

/// Signs that join the parts of numbers, designations and addresses.
bool joins_words(std::string_view c) {
  constexpr std::string_view kSigns = "-./:_@+%&'";
  if (c.size() == 1) return kSigns.find(c[0]) != std::string_view::npos;
  return c == "—" || c == "–";
}

bool is_of_date(std::string_view c) { return c == "年" || c == "月" || c == "日"; }

bool is_body_name(std::string_view word) {
  for (const char c : word) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper && c != '/') return false;
  }
  return true;
}

/// Whether a comma separates thousands, as in `413,009.22`: a changed amount is struck out as a whole.
bool parts_thousands(std::string_view text, std::size_t comma) {
  const auto is_digit_at = [&](std::size_t at) {
    return at < text.size() && base::is_ascii_digit(text[at]);
  };
  return comma > 0 && text[comma] == ',' && is_digit_at(comma - 1) && is_digit_at(comma + 1) &&
         is_digit_at(comma + 2) && is_digit_at(comma + 3) && !is_digit_at(comma + 4);
}

/// The end of the word that starts at `begin`.
std::size_t end_of_word(const CharacterReader& reader, std::size_t begin) {
  std::size_t end = begin;
  while (end < reader.text.size()) {
    const std::string_view c = reader.at(end);
    if (is_of_word(c)) {
      end += c.size();
    } else if ((joins_words(c) && is_of_word(reader.at(end + c.size()))) || parts_thousands(reader.text, end)) {
      end += c.size();
    } else {
      break;
    }
  }
  return end;
}

/// The end of a unit of several words: `ISO/IEC` continues with ` 27001:2022`, `2024` with `年2月19日`.
std::size_t end_of_unit(const CharacterReader& reader, std::size_t begin) {
  std::size_t end = end_of_word(reader, begin);
  const bool names_body = is_body_name(reader.text.substr(begin, end - begin));
  if (names_body && reader.at(end) == " " && is_digit(reader.at(end + 1))) return end_of_word(reader, end + 1);
  while (end > 0 && base::is_ascii_digit(reader.text[end - 1]) && is_of_date(reader.at(end))) {
    end += reader.size_at(end);
    if (!is_digit(reader.at(end))) break;
    end = end_of_word(reader, end);
  }
  return end;
}

}  // namespace

std::vector<std::string_view> split_text(std::string_view text) {
  const CharacterReader reader{text};
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view c = reader.at(at);
    std::size_t end = at + c.size();
    if (is_space(c)) {
      while (is_space(reader.at(end))) ++end;
    } else if (is_of_word(c)) {
      end = end_of_unit(reader, at);
    }
    pieces.push_back(text.substr(at, end - at));
    at = end;
  }
  return pieces;
}

namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9E37'79B9'7F4A'7C15U + (hash << 6U) + (hash >> 2U);
  return hash * 0xFF51'AFD7'ED55'8CCDU;
}

std::uint64_t hash_of_text(std::string_view text) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01B3U;
  return hash;
}

/// The weight is limited, so that a long designation counts no more than a word.
std::uint32_t weight_of(std::string_view piece) {
  constexpr std::size_t kMaxWeight = 3;
  return static_cast<std::uint32_t>(std::min(base::count_code_points(piece), kMaxWeight));
}

bool is_only_space(std::string_view text) { return base::trim_ascii_space(text).empty(); }

/// Appends the text without blanks at its ends, and with single blanks inside.
void append_collapsed(std::string& out, std::string_view text) {
  bool blank = false;
  for (const char c : text) {
    if (base::is_ascii_space(c)) {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    out += c;
  }
  if (blank && !out.empty()) out += ' ';
}

bool shows_value(ElementName name) {
  return name == ElementName::Input || name == ElementName::Select || name == ElementName::Textarea;
}

/// Whether a different value means a different content. Ids and addresses do not count, since they depend on earlier
/// content.
bool is_compared(AttributeName name) {
  switch (name) {
    case AttributeName::Src:
    case AttributeName::Colspan:
    case AttributeName::Rowspan: return true;
    default: return false;
  }
}

}  // namespace

ComparedDocument::ComparedDocument(const ComparedTree& compared) : tree_(compared.tree), compared_(compared) {
  compute_hashes();
}

/// Nodes precede their descendants, so hashes are computed from the last to the first.
void ComparedDocument::compute_hashes() {
  hashes_.resize(tree_.size());
  for (std::size_t i = tree_.size(); i > 0; --i) {
    const NodeId node(i - 1);
    const Node& entry = tree_.node(node);
    if (entry.kind == NodeKind::Text) continue;
    std::uint64_t hash = mixed(static_cast<std::uint64_t>(entry.kind), static_cast<std::uint64_t>(entry.name));
    for (const Attribute& attribute : tree_.attributes(node)) {
      if (is_compared(attribute.name)) hash = mixed(hash, hash_of_text(attribute.value));
    }
    if (shows_value(entry.name)) {
      hashes_[node.index()] = mixed(hash, hash_of_text(shown_by(node)));
      continue;
    }
    // Adjacent texts count as one, even if they come from different places.
    std::string text;
    const auto end_text = [&] {
      const std::string_view trimmed = base::trim_ascii_space(text);
      if (!trimmed.empty()) hash = mixed(hash, hash_of_text(trimmed));
      text.clear();
    };
    for (NodeId child = entry.first_child; child; child = tree_.node(child).next_sibling) {
      if (tree_.node(child).kind == NodeKind::Text) {
        append_collapsed(text, tree_.node(child).text);
        continue;
      }
      end_text();
      hash = mixed(hash, hashes_[child.index()]);
    }
    end_text();
    hashes_[node.index()] = hash;
  }
}

/// Whether the node is text-level content without blocks inside.
bool ComparedDocument::is_inline(NodeId node) const {
  const Node& entry = tree_.node(node);
  if (entry.kind == NodeKind::Text) return true;
  const Category category = category_of(entry.name);
  if (category == Category::Anywhere) return true;
  if (category != Category::Phrasing) return false;
  if (is_whole(node)) return true;
  for (NodeId child = entry.first_child; child; child = tree_.node(child).next_sibling) {
    if (!is_inline(child)) return false;
  }
  return true;
}

/// Whether the element is compared as a whole.
bool ComparedDocument::is_whole(NodeId element) const {
  const ElementName name = tree_.node(element).name;
  return shows_value(name) || name == ElementName::Ruby || name == ElementName::Svg || name == ElementName::Math ||
         content_of(name) == Content::Void || category_of(name) == Category::Anywhere;
}

std::string_view ComparedDocument::shown_by(NodeId element) const {
  const ElementName name = tree_.node(element).name;
  if (shows_value(name)) return shown_.store(compared_.control_text ? compared_.control_text(element) : std::string());
  if (name == ElementName::Br) return "\n";
  return name == ElementName::Ruby || name == ElementName::Math ? shown_.store(tree_.text_content(element))
                                                                : std::string_view();
}

void ComparedDocument::append_tokens(NodeId node, std::vector<TextToken>& tokens) const {
  const Node& entry = tree_.node(node);
  if (entry.kind == NodeKind::Text) {
    for (const std::string_view piece : split_text(entry.text)) {
      const bool is_blank = is_only_space(piece);
      tokens.push_back({piece, node, false, is_blank, is_blank ? 0 : weight_of(piece)});
    }
    return;
  }
  const std::size_t before = tokens.size();
  if (!is_whole(node)) {
    for (NodeId child = entry.first_child; child; child = tree_.node(child).next_sibling) append_tokens(child, tokens);
  }
  if (tokens.size() > before) return;
  const std::string_view shown = shown_by(node);
  tokens.push_back({shown, node, true, false, weight_of(shown)});
}

std::vector<TextToken> ComparedDocument::tokens_of(std::span<const NodeId> nodes) const {
  std::vector<TextToken> tokens;
  for (const NodeId node : nodes) append_tokens(node, tokens);
  return tokens;
}

void ComparedDocument::append_text(NodeId node, std::string& text) const {
  if (is_inline(node)) {
    std::vector<TextToken> tokens;
    append_tokens(node, tokens);
    for (const TextToken& token : tokens) text += token.is_blank ? std::string_view(" ") : token.text;
    return;
  }
  if (category_of(tree_.node(node).name) == Category::Metadata) return;
  const std::string_view between = tree_.is_element(node, ElementName::Tr) ? "　" : "\n";
  for (const ComparedItem& item : items_of(node)) {
    std::string part;
    for (const NodeId each : item.nodes) append_text(each, part);
    const std::string_view shown = base::trim_ascii_space(part);
    if (!shown.empty() && !text.empty()) text += between;
    text += shown;
  }
}

std::string ComparedDocument::text_of(std::span<const NodeId> nodes) const {
  std::string text;
  for (const NodeId node : nodes) {
    const bool apart = !text.empty() && !is_inline(node);
    std::string part;
    append_text(node, part);
    if (apart && !part.empty()) text += '\n';
    text += part;
  }
  return std::string(base::trim_ascii_space(text));
}

/// How many rows belong together with this one because of cells that span rows.
std::uint32_t ComparedDocument::rows_held_by(NodeId row) const {
  std::uint32_t rows = 1;
  for (NodeId cell = tree_.node(row).first_child; cell; cell = tree_.node(cell).next_sibling) {
    const std::string_view value = tree_.attribute_value(cell, AttributeName::Rowspan);
    std::uint32_t span = 1;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), span);
    if (error == std::errc()) rows = std::max(rows, span);
  }
  return rows;
}

std::vector<ComparedItem> ComparedDocument::items_of(NodeId holder) const {
  std::vector<ComparedItem> items;
  ComparedItem run{ComparedItem::Kind::Run, {}, 0};
  const auto end_run = [&] {
    const bool shows = std::any_of(run.nodes.begin(), run.nodes.end(), [&](NodeId node) {
      return tree_.node(node).kind == NodeKind::Element || !is_only_space(tree_.node(node).text);
    });
    if (shows) {
      std::string text;
      for (const NodeId node : run.nodes) append_text(node, text);
      run.hash = hash_of_text(text);
      items.push_back(std::move(run));
    }
    run = {ComparedItem::Kind::Run, {}, 0};
  };
  std::uint32_t held = 0;  // rows that belong to the preceding ones
  for (NodeId child = tree_.node(holder).first_child; child; child = tree_.node(child).next_sibling) {
    if (is_inline(child)) {
      run.nodes.push_back(child);
      continue;
    }
    end_run();
    const bool is_row = tree_.is_element(child, ElementName::Tr);
    if (is_row && held > 0) {
      items.back().nodes.push_back(child);
      items.back().hash = mixed(items.back().hash, hash_of(child));
      held = std::max(held, rows_held_by(child)) - 1;
      continue;
    }
    if (is_row) held = rows_held_by(child) - 1;
    items.push_back({is_row ? ComparedItem::Kind::Rows : ComparedItem::Kind::Block, {child}, hash_of(child)});
  }
  end_run();
  return items;
}

diagnostics::OriginId ComparedDocument::origin_of(const TextToken& token) const {
  const bool is_control = token.is_element && shows_value(tree_.node(token.node).name);
  return is_control && compared_.control_origin ? compared_.control_origin(token.node) : tree_.node(token.node).origin;
}

std::vector<NodeId> ComparedDocument::path_of(const TextToken& token, NodeId holder) const {
  std::vector<NodeId> path;
  for (NodeId at = tree_.node(token.node).parent; at && at != holder; at = tree_.node(at).parent) path.push_back(at);
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace gongwen::dom
