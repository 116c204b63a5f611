#include "intake/copied_pages.h"

#include "base/utf8.h"
#include "intake/detail/parts_text.h"

#include <algorithm>

// CopiedPages as text. The reader of the text trusts nothing: a file may have taken over the process that wrote it, and
// its objects become part of a file that we sign for. Values are scanned token by token.
namespace gongwen::intake {
namespace {

constexpr std::uint64_t kCopyStates = 6;
constexpr std::uint32_t kMaxContents = 1'000'000;
constexpr std::size_t kMaxCopiedDepth = 100;
constexpr std::size_t kMaxPageDigits = 6;

/// Scans PDF values without building them.
class ValueScan {
 public:
  ValueScan(std::string_view text, std::size_t objects) : text_(text), objects_(objects) {}

  bool is_value() {
    if (!take_value(0)) return false;
    skip_blanks();
    return text_.empty();
  }
  /// Whether the text is the inside of a dictionary.
  bool are_entries() { return take_entries(0) && text_.empty(); }

 private:
  static bool is_delimiter(char c) { return std::string_view("()<>[]{}/%\x01\x02 ").find(c) != std::string_view::npos; }
  static bool is_printable(char c) { return c >= ' ' && c <= '~'; }

  void skip_blanks() { text_.remove_prefix(std::min(text_.find_first_not_of(' '), text_.size())); }
  bool take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }

  bool take_entries(std::size_t depth) {
    for (skip_blanks(); text_.starts_with('/'); skip_blanks()) {
      if (!take_name() || !take_value(depth)) return false;
    }
    return true;
  }

  bool take_value(std::size_t depth) {
    if (depth > kMaxCopiedDepth) return false;
    skip_blanks();
    if (take("<<")) return take_entries(depth + 1) && take(">>");
    if (take("[")) {
      for (skip_blanks(); !text_.empty() && text_.front() != ']'; skip_blanks()) {
        if (!take_value(depth + 1)) return false;
      }
      return take("]");
    }
    if (text_.starts_with('<')) return take_hexadecimal();
    if (text_.starts_with('/')) return take_name();
    if (text_.starts_with(CopiedObject::kReferenceStart)) return take_reference();
    return take_word();
  }

  bool take_name() {
    text_.remove_prefix(1);
    std::size_t size = 0;
    while (size < text_.size() && is_printable(text_[size]) && !is_delimiter(text_[size])) ++size;
    text_.remove_prefix(size);
    return true;
  }

  bool take_hexadecimal() {
    const std::size_t end = text_.find('>');
    if (end == std::string_view::npos) return false;
    const std::string_view digits = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  }

  bool take_reference() {
    const std::size_t end = text_.find(CopiedObject::kReferenceEnd);
    if (end == std::string_view::npos) return false;
    std::size_t index = 0;
    const auto [stop, error] = std::from_chars(text_.data() + 1, text_.data() + end, index);
    const bool is_sound = error == std::errc() && stop == text_.data() + end && index < objects_;
    text_.remove_prefix(end + 1);
    return is_sound;
  }

  /// A number or `true`, `false`, `null`.
  bool take_word() {
    std::size_t size = 0;
    while (size < text_.size() && is_printable(text_[size]) && !is_delimiter(text_[size])) ++size;
    const std::string_view word = text_.substr(0, size);
    text_.remove_prefix(size);
    if (word == "true" || word == "false" || word == "null") return true;
    return !word.empty() && word.find_first_not_of("0123456789+-.") == std::string_view::npos;
  }

  std::string_view text_;
  std::size_t objects_;
};

void write_facts(const CopiedFacts& facts, PartsWriter& out) {
  out.number(facts.page_count);
  out.text(facts.title);
  out.text(facts.language);
  out.number(facts.archive_part);
  out.text(facts.archive_level);
  for (const bool flag : {facts.is_accessible, facts.is_tagged, facts.has_press_colors, facts.has_scripts,
                          facts.has_hidden_layers, facts.is_xfa_only}) {
    out.number(flag ? 1 : 0);
  }
  for (const std::uint32_t count : {facts.signatures, facts.fields, facts.comments, facts.unseen_comments,
                                    facts.unseen_values, facts.lost_links, facts.files}) {
    out.number(count);
  }
  out.number(facts.missing_fonts.size());
  for (const std::string& font : facts.missing_fonts) out.text(font);
}

/// A text in UTF-8; other bytes make the answer invalid.
std::string sound_text(PartsReader& in, bool& is_sound) {
  std::string text = in.text();
  for (const auto& point : base::CodePoints(text)) is_sound = is_sound && point.valid;
  return text;
}

CopiedFacts read_facts(PartsReader& in, bool& is_sound) {
  CopiedFacts facts;
  facts.page_count = in.small();
  facts.title = sound_text(in, is_sound);
  facts.language = sound_text(in, is_sound);
  facts.archive_part = in.small();
  facts.archive_level = sound_text(in, is_sound);
  for (bool* const flag : {&facts.is_accessible, &facts.is_tagged, &facts.has_press_colors, &facts.has_scripts,
                           &facts.has_hidden_layers, &facts.is_xfa_only}) {
    *flag = in.number() == 1;
  }
  for (std::uint32_t* const count : {&facts.signatures, &facts.fields, &facts.comments, &facts.unseen_comments,
                                     &facts.unseen_values, &facts.lost_links, &facts.files}) {
    *count = in.small();
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    facts.missing_fonts.push_back(sound_text(in, is_sound));
  }
  return facts;
}

CopiedPage read_page(PartsReader& in, bool& is_sound) {
  CopiedPage page;
  page.width = in.real();
  page.height = in.real();
  page.form = in.small();
  page.has_transparency = in.number() == 1;
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    page.streams.push_back({in.small(), in.small()});
    is_sound = is_sound && page.streams.back().contents <= kMaxContents;
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    CopiedLink link;
    link.box = in.box();
    link.address = sound_text(in, is_sound);
    link.page = in.small();
    link.top = in.real();
    if (const std::uint32_t tag = in.small(); tag > 0) link.tag = tag - 1;
    link.text = sound_text(in, is_sound);
    page.links.push_back(std::move(link));
  }
  return page;
}

CopiedElement read_element(PartsReader& in, bool& is_sound) {
  CopiedElement element;
  for (std::string* const text : {&element.role, &element.language, &element.alternative, &element.expansion,
                                  &element.replacement, &element.scope, &element.numbering}) {
    *text = sound_text(in, is_sound);
  }
  element.row_span = in.small();
  element.column_span = in.small();
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    const std::uint64_t kind = in.number();
    is_sound = is_sound && kind <= static_cast<std::uint64_t>(CopiedKid::Kind::Link);
    element.kids.push_back({static_cast<CopiedKid::Kind>(kind), in.small(), in.small(), in.small()});
  }
  return element;
}

/// Whether all numbers lead to something, and elements to later ones, each to one parent.
bool fits_together(const CopiedPages& pages) {
  const auto is_form = [&pages](std::uint32_t object) {
    return object < pages.objects.size() && pages.objects[object].is_stream;
  };
  for (const CopiedPage& page : pages.pages) {
    if (!is_form(page.form) || page.width < 1 || page.height < 1) return false;
    for (const CopiedStream& stream : page.streams) {
      if (!is_form(stream.object)) return false;
    }
    for (const CopiedLink& link : page.links) {
      if (link.address.empty() && link.page >= pages.pages.size()) return false;
      if (link.tag && *link.tag >= pages.elements.size()) return false;
    }
  }
  for (const CopiedBookmark& mark : pages.bookmarks) {
    if (mark.page >= pages.pages.size() || mark.level < 1) return false;
  }
  std::vector<bool> has_parent(pages.elements.size());
  for (std::size_t i = 0; i < pages.elements.size(); ++i) {
    for (const CopiedKid& kid : pages.elements[i].kids) {
      if (kid.kind == CopiedKid::Kind::Element) {
        if (kid.number <= i || kid.number >= pages.elements.size() || has_parent[kid.number]) return false;
        has_parent[kid.number] = true;
        continue;
      }
      if (kid.page >= pages.pages.size()) return false;
      const CopiedPage& page = pages.pages[kid.page];
      const bool is_content = kid.kind == CopiedKid::Kind::Content;
      if (is_content && (kid.stream >= page.streams.size() || kid.number >= page.streams[kid.stream].contents)) {
        return false;
      }
      if (!is_content && kid.number >= page.links.size()) return false;
    }
  }
  return true;
}

bool is_sound_object(const CopiedObject& object, std::size_t count) {
  ValueScan scan(object.body, count);
  return object.is_stream ? scan.are_entries() : scan.is_value();
}

}  // namespace

std::optional<std::vector<PageRange>> parse_page_ranges(std::string_view text) {
  std::vector<PageRange> ranges;
  const auto number = [](std::string_view digits) -> std::optional<std::uint32_t> {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool is_whole = error == std::errc() && end == digits.data() + digits.size();
    return is_whole && value > 0 && digits.size() <= kMaxPageDigits ? std::optional(value) : std::nullopt;
  };
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = base::trim_ascii_space(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t dash = part.find('-');
    const auto first = number(base::trim_ascii_space(part.substr(0, dash)));
    const auto last = dash == std::string_view::npos ? first : number(base::trim_ascii_space(part.substr(dash + 1)));
    if (!first || !last || *first > *last) return std::nullopt;
    for (const PageRange& earlier : ranges) {
      if (*first <= earlier.last && earlier.first <= *last) return std::nullopt;
    }
    ranges.push_back({*first, *last});
  }
  return ranges;
}

std::string write_copied_pages(const CopiedPages& pages) {
  PartsWriter out;
  out.number(static_cast<std::uint64_t>(pages.state));
  write_facts(pages.facts, out);
  out.number(pages.objects.size());
  for (const CopiedObject& object : pages.objects) {
    out.text(object.body);
    out.number((object.is_stream ? 1 : 0) + (object.is_unpacked ? 2 : 0));
    out.text(object.data);
  }
  out.number(pages.pages.size());
  for (const CopiedPage& page : pages.pages) {
    out.real(page.width);
    out.real(page.height);
    out.number(page.form);
    out.number(page.has_transparency ? 1 : 0);
    out.number(page.streams.size());
    for (const CopiedStream& stream : page.streams) {
      out.number(stream.object);
      out.number(stream.contents);
    }
    out.number(page.links.size());
    for (const CopiedLink& link : page.links) {
      out.box(link.box);
      out.text(link.address);
      out.number(link.page);
      out.real(link.top);
      out.number(link.tag ? *link.tag + 1 : 0);
      out.text(link.text);
    }
  }
  out.number(pages.elements.size());
  for (const CopiedElement& element : pages.elements) {
    for (const std::string* const text : {&element.role, &element.language, &element.alternative, &element.expansion,
                                          &element.replacement, &element.scope, &element.numbering}) {
      out.text(*text);
    }
    out.number(element.row_span);
    out.number(element.column_span);
    out.number(element.kids.size());
    for (const CopiedKid& kid : element.kids) {
      out.number(static_cast<std::uint64_t>(kid.kind));
      for (const std::uint32_t number : {kid.page, kid.stream, kid.number}) out.number(number);
    }
  }
  out.number(pages.bookmarks.size());
  for (const CopiedBookmark& mark : pages.bookmarks) {
    out.number(static_cast<std::uint64_t>(mark.level));
    out.text(mark.title);
    out.number(mark.page);
    out.real(mark.top);
  }
  return out.take();
}

std::optional<CopiedPages> parse_copied_pages(std::string_view text) {
  PartsReader in(text);
  CopiedPages pages;
  bool is_sound = true;
  const std::uint64_t state = in.number();
  if (state >= kCopyStates) return std::nullopt;
  pages.state = static_cast<CopyState>(state);
  pages.facts = read_facts(in, is_sound);
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    CopiedObject object;
    object.body = in.text();
    const std::uint64_t flags = in.number();
    object.is_stream = (flags & 1) != 0;
    object.is_unpacked = (flags & 2) != 0;
    object.data = in.text();
    pages.objects.push_back(std::move(object));
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    pages.pages.push_back(read_page(in, is_sound));
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    pages.elements.push_back(read_element(in, is_sound));
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    CopiedBookmark mark;
    mark.level = static_cast<std::int32_t>(in.small());
    mark.title = sound_text(in, is_sound);
    mark.page = in.small();
    mark.top = in.real();
    pages.bookmarks.push_back(std::move(mark));
  }
  if (!is_sound || !in.is_at_end() || !fits_together(pages)) return std::nullopt;
  for (const CopiedObject& object : pages.objects) {
    if (!is_sound_object(object, pages.objects.size())) return std::nullopt;
  }
  return pages;
}

}  // namespace gongwen::intake
