#include "intake/detail/signed/signature_facts.h"

#include "base/sha256.h"
#include "base/utf8.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/plain_syntax.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

// Reads signature dictionaries (ISO 32000-2, 12.8.1) and checks their byte ranges: the signed bytes must be the whole
// revision except for the one gap with the signature itself. The second part searches the bytes for signatures that no
// field leads to.
namespace gongwen::intake {
namespace {

constexpr std::size_t kMaxWords = 4'000;  // bytes of a text that is shown to people

std::string short_text(const Placed& value) {
  std::string text = text_of(value);
  if (text.size() <= kMaxWords) return text;
  std::size_t end = kMaxWords;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

FieldLock read_lock(const Revision& revision, const Placed& dictionary) {
  FieldLock lock;
  const std::string action = name_of(revision.member(dictionary, "/Action"));
  if (action == "All") lock.action = FieldLock::Action::All;
  if (action == "Include") lock.action = FieldLock::Action::Include;
  if (action == "Exclude") lock.action = FieldLock::Action::Exclude;
  for (const PlainValue& item : items_of(revision.member(dictionary, "/Fields"))) {
    lock.fields.push_back(text_of(revision.follow(item, 0)));
  }
  const auto permissions = integer_of(revision.member(dictionary, "/P"));
  if (permissions && *permissions >= 1 && *permissions <= 3) lock.permissions = static_cast<int>(*permissions);
  return lock;
}

/// DocMDP and FieldMDP (ISO 32000-2, 12.8.2), and the Lock of the field.
void read_rules(const Revision& revision, const Placed& dictionary, const Placed& widget, SignatureFacts& facts) {
  constexpr int kDefault = 2;
  facts.lock = read_lock(revision, revision.member(widget, "/Lock"));
  for (const PlainValue& item : items_of(revision.member(dictionary, "/Reference"))) {
    const Placed reference = revision.follow(item, 0);
    const std::string method = name_of(revision.member(reference, "/TransformMethod"));
    const Placed parameters = revision.member(reference, "/TransformParams");
    if (method == "DocMDP") {
      const auto level = integer_of(revision.member(parameters, "/P"));
      facts.certification = level && *level >= 1 && *level <= 3 ? static_cast<int>(*level) : kDefault;
    } else if (method == "FieldMDP") {
      facts.lock = read_lock(revision, parameters);
    }
  }
  const Placed certifying = revision.member(revision.member(revision.root(), "/Perms"), "/DocMDP");
  if (facts.certification == 0 && certifying.is(ot_dictionary) && certifying.value == dictionary.value)
    facts.certification = kDefault;
}

void read_dictionary(const Revision& revision, const Placed& dictionary, SignatureFacts& facts) {
  facts.sub_filter = name_of(revision.member(dictionary, "/SubFilter"));
  facts.is_timestamp =
      name_of(revision.member(dictionary, "/Type")) == "DocTimeStamp" || facts.sub_filter == "ETSI.RFC3161";
  facts.name = short_text(revision.member(dictionary, "/Name"));
  facts.reason = short_text(revision.member(dictionary, "/Reason"));
  facts.location = short_text(revision.member(dictionary, "/Location"));
  facts.time = short_text(revision.member(dictionary, "/M"));
  const Placed contents = revision.member(dictionary, "/Contents");
  if (!contents.is(ot_string)) {
    facts.faults.push_back(RangeError::NoContents);
  } else if (contents.value->text.find_first_not_of('\0') == std::string::npos) {
    facts.faults.push_back(RangeError::EmptyContents);
  } else {
    facts.contents = contents.value->text;
  }
  const Placed range = revision.member(dictionary, "/ByteRange");
  if (!range.is(ot_array)) return facts.faults.push_back(RangeError::NoRange);
  constexpr std::size_t kMaxItems = 1'000;
  for (const PlainValue& item : items_of(range)) {
    const auto number = integer_of(revision.follow(item, 0));
    if (!number || *number < 0 || facts.range.size() >= kMaxItems) {
      facts.range.clear();
      return facts.faults.push_back(RangeError::BadRange);
    }
    facts.range.push_back(static_cast<std::uint64_t>(*number));
  }
}

std::string declaration_of(const PlainValue& value) {
  std::string text = std::to_string(value.type).append(value.text).append(value.is_reference ? "R" : "");
  if (value.is_reference || value.type == ot_integer) text += std::to_string(value.number);
  for (const PlainValue& item : value.items) text += declaration_of(item) + ",";
  for (const PlainMember& member : value.members)
    text.append(member.key.text()).append(declaration_of(member.value)) += ';';
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The bytes of a hexadecimal string `<…>`; empty if it has anything other than digits.
std::string decode_gap(std::string_view gap) {
  if (gap.size() < 2 || gap.front() != '<' || gap.back() != '>' || gap.size() % 2 != 0) return {};
  std::string bytes;
  for (std::size_t i = 1; i + 1 < gap.size(); i += 2) {
    const int high = hex_digit(gap[i]);
    const int low = hex_digit(gap[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

/// Whether the string in the gap is the value of Contents in the object of this number: another string is put in its
/// place, and must be found there by a parser.
bool is_contents_of(std::string_view bytes, std::size_t gap, std::size_t after, int object) {
  constexpr std::string_view kMark = "<67772D6D61726B>";
  constexpr std::string_view kMarked = "gw-mark";
  constexpr std::size_t kMaxBefore = std::size_t{1} << 20;
  const std::string start = std::to_string(object) + " 0 obj";
  const std::size_t at = bytes.substr(0, gap).rfind(start);
  if (at == std::string_view::npos || gap - at > kMaxBefore) return false;
  if (at > 0 && base::is_ascii_digit(bytes[at - 1])) return false;
  std::string text(bytes.substr(at + start.size(), gap - at - start.size()));
  text += kMark;
  text += bytes.substr(after, kMaxBefore);
  try {
    PlainStore store;
    PlainParser parser(text, store);
    const PlainValue value = parser.value();
    const PlainValue* const inner = value.find("/V");
    const PlainValue& dictionary = inner != nullptr && inner->type == ot_dictionary ? *inner : value;
    const PlainValue* const contents = dictionary.find("/Contents");
    return contents != nullptr && contents->type == ot_string && contents->text == kMarked;
  } catch (const PlainRefused&) {
    return false;
  }
}

/// Whether the four numbers are in order and within the file.
std::optional<RangeError> range_order(const std::vector<std::uint64_t>& range, std::size_t size) {
  if (range.size() != 4) return RangeError::BadRange;
  for (const std::uint64_t number : range) {
    if (number > size) return RangeError::BadRange;
  }
  if (range[0] != 0) return RangeError::NotFromStart;
  if (range[2] < range[0] + range[1]) return RangeError::Overlap;
  if (range[2] + range[3] > size || range[1] == 0 || range[3] == 0) return RangeError::BadRange;
  return std::nullopt;
}

}  // namespace

std::string without_padding(std::string der) {
  const auto byte = [&der](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(der[at]));
  };
  constexpr std::size_t kLong = 0x80;
  if (der.size() < 2) return der;
  std::size_t length = byte(1);
  std::size_t header = 2;
  if (length > kLong) {
    const std::size_t count = length - kLong;
    if (count > 4 || der.size() < header + count) return der;
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8U | byte(header + i);
    header += count;
  }
  if (length <= der.size() - header && der.find_first_not_of('\0', header + length) == std::string::npos)
    der.resize(header + length);
  return der;
}

std::vector<SignatureObject> find_signatures(const Revision& revision, const FormTree& tree) {
  std::vector<SignatureObject> found;
  for (const auto& [key, field] : tree.fields) {
    if (field.type != "Sig") continue;
    const Placed value = field_value(revision, field);
    if (value.is_missing()) continue;
    SignatureObject signature;
    SignatureFacts& facts = signature.facts;
    facts.field = field.name;
    facts.page = field.page;
    signature.object = value.id;
    signature.declaration = declaration_of(*value.value);
    for (const int widget : field.widgets) facts.is_visible = facts.is_visible || is_seen(revision, tree, widget);
    if (value.is(ot_dictionary)) {
      PlainValue own;
      own.is_reference = true;
      own.number = field.id;
      read_dictionary(revision, value, facts);
      read_rules(revision, value, revision.follow(own, 0), facts);
    } else {
      facts.faults.push_back(RangeError::NoDictionary);
    }
    found.push_back(std::move(signature));
  }
  return found;
}

std::size_t find_signed_end(const std::vector<RevisionEnd>& ends, const SignatureFacts& signature) {
  if (signature.range.size() != 4) return kNoRevision;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i].fits(signature.range[2] + signature.range[3])) return i;
  }
  return kNoRevision;
}

void check_range(std::string_view bytes, const RevisionEnds& ends, SignatureObject& signature) {
  SignatureFacts& facts = signature.facts;
  if (facts.contents.empty() || facts.range.empty()) {
    if (facts.range.empty() && facts.faults.empty()) facts.faults.push_back(RangeError::BadRange);
    return;
  }
  const std::string whole = facts.contents;
  facts.contents = without_padding(std::move(facts.contents));
  if (const auto fault = range_order(facts.range, bytes.size())) return facts.faults.push_back(*fault);
  const auto gap = static_cast<std::size_t>(facts.range[1]);
  const auto after = static_cast<std::size_t>(facts.range[2]);
  const std::string string = decode_gap(bytes.substr(gap, after - gap));
  if (string.empty()) {
    facts.faults.push_back(RangeError::GapNotContents);
  } else if (string != whole || !is_contents_of(bytes, gap, after, signature.object)) {
    facts.faults.push_back(RangeError::ContentsElsewhere);
  }
  if (find_signed_end(ends.all, facts) == kNoRevision) facts.faults.push_back(RangeError::NotRevision);
}

// Signatures in the bytes of a file.
namespace {

constexpr std::string_view kObject = "obj";
constexpr std::string_view kRangeName = "ByteRange";
constexpr std::size_t kMaxFound = 1'000;

/// The name, and the same with characters written as `#42`.
bool is_range_name(std::string_view text) {
  for (const char wanted : kRangeName) {
    if (text.starts_with(wanted)) {
      text.remove_prefix(1);
    } else if (text.size() > 2 && text[0] == '#' &&
               hexadecimal_digit(text[1]) * 16 + hexadecimal_digit(text[2]) == static_cast<unsigned char>(wanted)) {
      text.remove_prefix(3);
    } else {
      return false;
    }
  }
  return true;
}

bool has_range_name(std::string_view bytes) {
  for (std::size_t at = bytes.find('/'); at != std::string_view::npos; at = bytes.find('/', at + 1)) {
    if (is_range_name(bytes.substr(at + 1))) return true;
  }
  return false;
}

/// The number of the object whose `obj` is at this place; nullopt if the word is something else.
std::optional<std::int64_t> number_before(std::string_view bytes, std::size_t at) {
  const auto digits_before = [&bytes](std::size_t& end) {
    const std::size_t blanks = end;
    while (end > 0 && is_content_space(bytes[end - 1])) --end;
    const std::size_t last = end;
    while (end > 0 && base::is_ascii_digit(bytes[end - 1])) --end;
    return blanks == last ? std::string_view() : bytes.substr(end, last - end);
  };
  std::size_t end = at;
  constexpr std::size_t kMaxDigits = 10;
  if (digits_before(end).empty()) return std::nullopt;
  const std::string_view digits = digits_before(end);
  if (digits.empty() || digits.size() > kMaxDigits) return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

class SignatureScan {
 public:
  explicit SignatureScan(std::string_view bytes) : bytes_(bytes) {}

  std::vector<ScannedSignature> run() {
    if (!has_range_name(bytes_)) return {};
    std::size_t at = 0;
    for (std::size_t parsed = 0; found_.size() < kMaxFound; ++parsed) {
      at = bytes_.find(kObject, at);
      if (at == std::string_view::npos) break;
      const std::optional<std::int64_t> number = number_before(bytes_, at);
      at += kObject.size();
      constexpr std::size_t kInStore = 4'096;
      if (parsed % kInStore == 0) store_ = std::make_unique<PlainStore>();
      if (number) at = read_object(*number, at);
    }
    return std::move(found_);
  }

 private:
  /// Returns the place to continue at.
  std::size_t read_object(std::int64_t number, std::size_t at) {
    try {
      PlainParser parser(bytes_, *store_, at);
      const PlainValue value = parser.value();
      add_those_in(value, number, 0);
      if (value.type == ot_dictionary && parser.take_word("stream")) skip_stream(value, parser);
      return parser.at();
    } catch (const PlainRefused&) {
      const std::string_view rest = bytes_.substr(at, bytes_.find(kObject, at) - at);
      if (has_range_name(rest)) found_.push_back({number, {}});
      return at;
    }
  }

  void add_those_in(const PlainValue& value, std::int64_t number, int depth) {
    constexpr int kMaxDepth = 4;
    if (value.is_reference || depth > kMaxDepth) return;
    if (value.type == ot_dictionary) {
      if (const PlainValue* const range = value.find("/ByteRange")) found_.push_back({number, numbers_of(*range)});
    }
    for (const PlainMember& member : value.members) add_those_in(member.value, number, depth + 1);
    for (const PlainValue& item : value.items) add_those_in(item, number, depth + 1);
  }

  static std::vector<std::uint64_t> numbers_of(const PlainValue& range) {
    std::vector<std::uint64_t> numbers;
    for (const PlainValue& item : range.items) {
      if (item.type != ot_integer || item.number < 0) return {};
      numbers.push_back(static_cast<std::uint64_t>(item.number));
    }
    return numbers;
  }

  /// Skips to the end that its dictionary states if there is one in that place, otherwise to the next possible end.
  void skip_stream(const PlainValue& dictionary, PlainParser& parser) const {
    constexpr std::string_view kEnd = "endstream";
    const std::size_t begin = parser.at();
    const std::optional<std::size_t> length = length_of(dictionary);
    constexpr std::size_t kLineEnd = 4;  // one before the bytes, one after them
    if (length && *length <= bytes_.size() - begin) {
      const std::size_t found = bytes_.substr(begin + *length, kLineEnd + kEnd.size()).find(kEnd);
      if (found != std::string_view::npos) return parser.go_to(begin + *length + found + kEnd.size());
    }
    const std::size_t found = bytes_.find(kEnd, begin);
    if (found != std::string_view::npos) parser.go_to(found + kEnd.size());
  }

  std::optional<std::size_t> length_of(const PlainValue& dictionary) const {
    const PlainValue* const length = dictionary.find("/Length");
    if (length == nullptr) return std::nullopt;
    if (!length->is_reference) {
      return length->type == ot_integer && length->number >= 0 ? std::optional(static_cast<std::size_t>(length->number))
                                                               : std::nullopt;
    }
    const std::string head = std::to_string(length->number) + " 0 obj";
    const std::size_t found = bytes_.rfind(head);
    if (found == std::string_view::npos || (found > 0 && base::is_ascii_digit(bytes_[found - 1]))) return std::nullopt;
    try {
      return static_cast<std::size_t>(PlainParser(bytes_, *store_, found + head.size()).count());
    } catch (const PlainRefused&) {
      return std::nullopt;
    }
  }

  std::string_view bytes_;
  std::unique_ptr<PlainStore> store_;
  std::vector<ScannedSignature> found_;
};

}  // namespace

std::vector<ScannedSignature> scan_signatures(std::string_view bytes) { return SignatureScan(bytes).run(); }

}  // namespace gongwen::intake
