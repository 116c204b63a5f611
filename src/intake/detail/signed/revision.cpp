#include "intake/detail/signed/revision.h"

#include "base/sha256.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/plain_pdf.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>

// All objects of a revision as plain values, read by libqpdf from the bytes up to its end. Different readers must find
// the same objects, otherwise nobody knows what was signed; tables that leave a choice (hybrid files, reused numbers,
// repaired files) are recorded as doubts.
namespace gongwen::intake {
namespace {

Placed object_of(const Revision& revision, int id) {
  PlainValue reference;
  reference.is_reference = true;
  reference.number = id;
  return revision.follow(reference, 0);
}

class TreeWalk {
 public:
  TreeWalk(const Revision& revision, const IntakeLimits& limits) : revision_(revision), limits_(limits) {}

  FormTree run() {
    read_annotations();
    const Placed form = revision_.member(revision_.root(), "/AcroForm");
    for (const PlainValue& item : items_of(revision_.member(form, "/Fields"))) {
      visit(revision_.follow(item, form.id), "", "", 0);
    }
    add_orphans();
    return std::move(tree_);
  }

 private:
  void read_annotations() {
    std::size_t number = 0;
    for (const int page : revision_.pages()) {
      ++number;
      auto& list = tree_.annotations.emplace_back();
      for (const PlainValue& item : items_of(revision_.member(object_of(revision_, page), "/Annots"))) {
        const int id = item.is_reference ? static_cast<int>(item.number) : 0;
        list.push_back(id);
        if (id != 0) tree_.page_of.emplace(id, number);
      }
    }
  }

  void visit(const Placed& node, std::string name, std::string type, std::size_t depth) {
    if (!node.is(ot_dictionary)) return;
    if (depth > limits_.max_field_depth || tree_.fields.size() >= limits_.max_fields ||
        !tree_.objects.insert(node.id).second) {
      tree_.is_odd = true;
      return;
    }
    if (const Placed part = revision_.member(node, "/T"); part.is(ot_string)) {
      name += (name.empty() ? "" : ".") + text_of(part);
    }
    if (const Placed own = revision_.member(node, "/FT"); own.is(ot_name)) type = name_of(own);
    TreeField field{name, type, node.id, {}, 0};
    bool has_fields = false;
    for (const PlainValue& item : items_of(revision_.member(node, "/Kids"))) {
      const Placed kid = revision_.follow(item, node.id);
      if (revision_.member(kid, "/T").is(ot_string) || revision_.member(kid, "/Kids").is(ot_array)) {
        has_fields = true;
        visit(kid, name, type, depth + 1);
      } else {
        if (!tree_.objects.insert(kid.id).second) tree_.is_odd = true;
        field.widgets.push_back(kid.id);
      }
    }
    if (has_fields) tree_.nodes.emplace(name, node.id);
    if (has_fields && field.widgets.empty()) return;
    if (field.widgets.empty()) field.widgets.push_back(node.id);
    add(std::move(field));
  }

  void add(TreeField field) {
    for (const int widget : field.widgets) {
      const auto page = tree_.page_of.find(widget);
      if (field.page == 0 && page != tree_.page_of.end()) field.page = page->second;
    }
    std::string key = field.name;
    while (tree_.fields.contains(key)) {
      tree_.is_odd = true;
      key += '\0';
    }
    tree_.fields.emplace(std::move(key), std::move(field));
  }

  /// Signatures on pages that the form's list lacks: other readers show them, too.
  void add_orphans() {
    for (const auto& page : tree_.annotations) {
      for (const int id : page) {
        if (id == 0 || tree_.objects.contains(id)) continue;
        TreeField field{{}, {}, id, {id}, 0, false};
        Placed node = object_of(revision_, id);
        for (std::size_t depth = 0; depth < limits_.max_field_depth && node.is(ot_dictionary); ++depth) {
          if (const Placed part = revision_.member(node, "/T"); part.is(ot_string)) {
            if (field.name.empty()) field.id = node.id;
            field.name = text_of(part) + (field.name.empty() ? "" : "." + field.name);
          }
          if (field.type.empty()) field.type = name_of(revision_.member(node, "/FT"));
          node = revision_.member(node, "/Parent");
        }
        // A widget of a field of the form that does not list the widget.
        if (field.type != "Sig" || (field.id != id && tree_.objects.contains(field.id))) continue;
        tree_.objects.insert({id, field.id});
        add(std::move(field));
      }
    }
  }

  const Revision& revision_;
  const IntakeLimits& limits_;
  FormTree tree_;
};

double number_of(const PlainValue& value) {
  return value.type == ot_integer || value.type == ot_real ? std::strtod(std::string(value.text).c_str(), nullptr) : 0;
}

}  // namespace

FormTree read_form_tree(const Revision& revision, const IntakeLimits& limits) {
  return TreeWalk(revision, limits).run();
}

Placed field_value(const Revision& revision, const TreeField& field) {
  constexpr int kMaxDepth = 40;
  Placed node = object_of(revision, field.id);
  for (int depth = 0; depth < kMaxDepth && node.is(ot_dictionary); ++depth) {
    const Placed value = revision.member(node, "/V");
    if (!value.is_missing()) return value;
    node = revision.member(node, "/Parent");
  }
  return revision.member(object_of(revision, field.id), "/V");
}

bool is_hidden(const Revision& revision, const Placed& annotation) {
  constexpr std::int64_t kHidden = 2;
  constexpr std::int64_t kPrint = 4;
  constexpr std::int64_t kNoView = 32;
  constexpr std::int64_t kToggleNoView = 256;
  constexpr std::int64_t kMost = std::int64_t{1} << 16;  // readers take larger ones in various ways
  const std::int64_t flags = integer_of(revision.member(annotation, "/F")).value_or(0);
  if (flags < 0 || flags >= kMost) return false;
  return (flags & kHidden) != 0 || (flags & (kNoView | kPrint | kToggleNoView)) == kNoView;
}

bool is_seen(const Revision& revision, const FormTree& form, int widget) {
  const Placed object = object_of(revision, widget);
  if (!form.page_of.contains(widget) || is_hidden(revision, object)) return false;
  const auto& corners = items_of(revision.member(object, "/Rect"));
  // Readers accept other values as well.
  if (corners.size() != 4) return true;
  std::array<double, 4> at{};
  for (std::size_t i = 0; i < 4; ++i) at[i] = number_of(*revision.follow(corners[i], 0).value);
  return at[2] != at[0] || at[3] != at[1];
}

namespace {

constexpr int kMaxPageLevels = 50;
const PlainValue kNull;

std::optional<std::string> library_stream(qpdf_data file, qpdf_oh object, qpdf_stream_decode_level_e level,
                                          std::size_t most) {
  unsigned char* buffer = nullptr;
  std::size_t length = 0;
  const QPDF_ERROR_CODE outcome = qpdf_oh_get_stream_data(file, object, level, nullptr, &buffer, &length);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(buffer, &std::free);
  if ((outcome & QPDF_ERRORS) != 0 || length > most) return std::nullopt;
  if (buffer == nullptr) return std::string();  // an empty stream
  return std::string(reinterpret_cast<const char*>(buffer), length);
}

/// Whether every reader finds the same objects despite a warning of the library: about blanks before a table, or about
/// a Size that is larger than necessary, as many programs leave it when they save a file again.
bool is_harmless_warning(std::string_view words) {
  if (words == "extraneous whitespace seen before xref") return true;
  constexpr std::string_view kStated = "reported number of objects (";
  constexpr std::string_view kHighest = ") is not one plus the highest object number (";
  if (!words.starts_with(kStated)) return false;
  const std::string_view numbers = words.substr(kStated.size());
  const std::size_t middle = numbers.find(kHighest);
  if (middle == std::string_view::npos) return false;
  const auto number = [](std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  // If the size is far beyond the objects there are, some readers build their own table.
  constexpr std::uint64_t kMostBeyond = 1'000;
  const std::uint64_t stated = number(numbers);
  const std::uint64_t highest = number(numbers.substr(middle + kHighest.size()));
  return stated > highest && stated - highest <= kMostBeyond;
}

constexpr std::size_t kMaxRevisionTables = 10'000;
constexpr std::string_view kStart = "startxref";
constexpr std::string_view kEnd = "%%EOF";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0'; }

void skip_blanks(std::string_view bytes, std::size_t& at) {
  while (at < bytes.size() && is_blank(bytes[at])) ++at;
}

std::optional<RevisionEnd> read_end(std::string_view bytes, std::size_t at) {
  at += kStart.size();
  skip_blanks(bytes, at);
  RevisionEnd end;
  const char* const first = bytes.data() + at;
  const auto [after, error] = std::from_chars(first, bytes.data() + bytes.size(), end.table);
  if (error != std::errc()) return std::nullopt;
  at += static_cast<std::size_t>(after - first);
  skip_blanks(bytes, at);
  if (bytes.substr(at, kEnd.size()) != kEnd) return std::nullopt;
  end.marker_end = at + kEnd.size();
  end.end = end.marker_end;
  if (end.end < bytes.size() && bytes[end.end] == '\r') ++end.end;
  if (end.end < bytes.size() && bytes[end.end] == '\n') ++end.end;
  return end;
}

/// The entries of a table of text, by the numbers of the objects. Throws: PlainRefused, also if it has contradictory
/// entries for an object, of which readers take the first or the last.
std::map<std::int64_t, TableEntry> entries_of_text(PlainParser& parser) {
  std::map<std::int64_t, TableEntry> entries;
  while (!parser.take_word("trailer")) {
    const std::int64_t first = parser.count();
    const std::int64_t count = parser.count();
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t place = parser.count();
      const std::int64_t generation = parser.count();
      const bool is_in_file = parser.take_word("n");
      if (!is_in_file) parser.expect_word("f");
      const TableEntry entry{first + i, is_in_file, !is_in_file, static_cast<std::uint64_t>(place), generation};
      const auto [known, is_new] = entries.emplace(first + i, entry);
      const TableEntry& other = known->second;
      if (!is_new && (other.is_free != entry.is_free || other.place != entry.place || other.generation != generation)) {
        throw PlainRefused();
      }
    }
  }
  return entries;
}

/// Whether a table and the stream beside it (XRefStm) contradict each other about an object, which readers take from
/// either. If they agree, all readers find the same. Throws: PlainRefused.
bool are_tables_at_odds(std::string_view bytes, PlainStore& store, std::uint64_t at, const PlainValue& beside) {
  PlainParser parser(bytes, store, static_cast<std::size_t>(at));
  if (!parser.take_word("xref") || beside.type != ot_integer || beside.number < 0) return true;
  const std::map<std::int64_t, TableEntry> own = entries_of_text(parser);
  const std::vector<TableEntry> others = read_table_entries(bytes, static_cast<std::size_t>(beside.number));
  return std::any_of(others.begin(), others.end(), [&own](const TableEntry& other) {
    const auto found = own.find(other.number);
    if (found == own.end() || (found->second.is_free && other.is_free)) return false;
    return !found->second.is_in_file || !other.is_in_file || found->second.place != other.place;
  });
}

/// Follows the objects of each number through the tables, the last one first.
class Generations {
 public:
  Generations(std::string_view bytes, PlainStore& store, std::vector<ReusedNumber>& reused)
      : bytes_(bytes), store_(store), reused_(reused) {}

  void add(std::uint64_t table) {
    try {
      PlainParser parser(bytes_, store_, static_cast<std::size_t>(table));
      if (parser.take_word("xref")) {
        for (const auto& [number, entry] : entries_of_text(parser)) add(entry, table);
      } else {
        for (const TableEntry& entry : read_table_entries(bytes_, static_cast<std::size_t>(table))) add(entry, table);
      }
    } catch (const PlainRefused&) {
      refused_.push_back(table);
    }
  }

  /// If there is only one table, whoever signed the file saw the same result.
  void finish(std::size_t tables) {
    if (tables < 2) return;
    for (const std::uint64_t table : refused_) reused_.push_back({table, -1});
  }

 private:
  struct Known {
    std::int64_t generation = 0;
    std::uint64_t table = 0;
    bool is_settled = false;
  };

  void add(const TableEntry& entry, std::uint64_t table) {
    const auto [found, is_new] = known_.try_emplace(entry.number, Known{entry.generation, table, entry.is_free});
    Known& later = found->second;
    if (is_new || later.is_settled) return;
    later.is_settled = entry.is_free || entry.generation != later.generation;
    if (later.is_settled && !entry.is_free) reused_.push_back({later.table, entry.number});
  }

  std::string_view bytes_;
  PlainStore& store_;
  std::vector<ReusedNumber>& reused_;
  std::vector<std::uint64_t> refused_;
  std::map<std::int64_t, Known> known_;  // by numbers of objects
};

/// The dictionary of a table of either form. Throws: PlainRefused.
PlainValue read_table_dictionary(std::string_view bytes, PlainStore& store, std::uint64_t at) {
  if (at >= bytes.size()) throw PlainRefused();
  PlainParser parser(bytes, store, static_cast<std::size_t>(at));
  if (parser.take_word("xref")) {
    // Entries have digits, blanks, `n` and `f` only.
    const std::size_t trailer = bytes.find("trailer", parser.at());
    if (trailer == std::string_view::npos) throw PlainRefused();
    parser.go_to(trailer);
    parser.expect_word("trailer");
  } else {
    parser.skip_space();
    parser.count();
    parser.skip_space();
    parser.count();
    parser.expect_word("obj");
  }
  return parser.value();
}

}  // namespace

std::optional<Revision> Revision::read(std::string_view bytes, const IntakeLimits& limits) {
  Revision revision;
  revision.file_ = std::make_unique<PdfFile>();
  if (revision.file_->open(bytes)) return std::nullopt;
  try {
    revision.read_objects(limits);
    revision.find_pages(revision.member(revision.root(), "/Pages"), 0);
  } catch (const PlainRefused&) {
    revision.doubt_ = NotJudgedWhy::Unusual;
  }
  revision.check_warnings();
  if (!bytes.starts_with("%PDF-")) revision.doubt_ = NotJudgedWhy::Header;
  return revision;
}

/// Texts of the library are valid until the next call.
PlainValue Revision::parse_written(const char* text) { return PlainParser(store_->keep(text), *store_).value(); }

void Revision::read_objects(const IntakeLimits& limits) {
  const qpdf_data file = file_->data();
  trailer_ = parse_written(qpdf_oh_unparse_resolved(file, qpdf_get_trailer(file)));
  std::size_t room = limits.max_stream_bytes;
  std::vector<int> pending;
  collect_references(trailer_, pending);
  while (!pending.empty()) {
    const int id = pending.back();
    pending.pop_back();
    if (objects_.contains(id)) continue;
    if (objects_.size() >= limits.max_objects) {
      doubt_ = NotJudgedWhy::TooLarge;
      return;
    }
    read_object(id, room, pending);
    if (doubt_ == NotJudgedWhy::TooLarge) return;
  }
}

void Revision::read_object(int id, std::size_t& room, std::vector<int>& pending) {
  const qpdf_data file = file_->data();
  const qpdf_oh handle = qpdf_get_object_by_id(file, id, 0);
  Object object;
  if (qpdf_oh_get_type_code(file, handle) == ot_stream) {
    const qpdf_oh dictionary = qpdf_oh_get_dict(file, handle);
    object.value = parse_written(qpdf_oh_unparse_resolved(file, dictionary));
    object.value.type = ot_stream;
    qpdf_oh_release(file, dictionary);
    const auto bytes = library_stream(file, handle, qpdf_dl_none, room);
    if (bytes) {
      room -= bytes->size();
      object.hash = base::sha256(*bytes);
    } else {
      doubt_ = NotJudgedWhy::TooLarge;
    }
  } else {
    object.value = parse_written(qpdf_oh_unparse_resolved(file, handle));
  }
  qpdf_oh_release(file, handle);
  collect_references(object.value, pending);
  objects_.emplace(id, std::move(object));
}

void Revision::collect_references(const PlainValue& value, std::vector<int>& pending) const {
  if (value.is_reference) {
    if (value.number > 0 && value.number < (std::int64_t{1} << 31) &&
        !objects_.contains(static_cast<int>(value.number)))
      pending.push_back(static_cast<int>(value.number));
    return;
  }
  for (const PlainValue& item : value.items) collect_references(item, pending);
  for (const PlainMember& member : value.members) collect_references(member.value, pending);
}

/// Readers must find the same pages from above, from below, or by the number of pages.
void Revision::find_pages(const Placed& node, int depth) {
  if (node.id == 0 || depth > kMaxPageLevels) throw PlainRefused();
  if (std::find(page_nodes_.begin(), page_nodes_.end(), node.id) != page_nodes_.end()) throw PlainRefused();
  const Placed kids = member(node, "/Kids");
  if (!kids.is(ot_array)) {
    if (!page_indices_.emplace(node.id, pages_.size()).second) throw PlainRefused();
    pages_.push_back(node.id);
    return;
  }
  page_nodes_.push_back(node.id);
  const std::size_t before = pages_.size();
  bool is_sound = depth > 0 || !member(node, "/Parent").is(ot_dictionary);
  for (const PlainValue& item : items_of(kids)) {
    const Placed kid = follow(item, kids.id);
    is_sound = is_sound && member(kid, "/Parent").id == node.id;
    find_pages(kid, depth + 1);
  }
  const auto count = static_cast<std::int64_t>(pages_.size() - before);
  is_sound = is_sound && integer_of(member(node, "/Count")) == count;
  if (!is_sound && !doubt_) doubt_ = NotJudgedWhy::Unusual;
}

void Revision::check_warnings() {
  bool has_warned = false;
  while (qpdf_more_warnings(file_->data()) != QPDF_FALSE) {
    const char* const words = qpdf_get_error_message_detail(file_->data(), qpdf_next_warning(file_->data()));
    has_warned = has_warned || words == nullptr || !is_harmless_warning(words);
  }
  if (has_warned && !doubt_) doubt_ = NotJudgedWhy::Repaired;
}

Placed Revision::follow(const PlainValue& value, int within) const {
  if (!value.is_reference) return {&value, within};
  const auto found = objects_.find(static_cast<int>(value.number));
  if (found == objects_.end() || found->second.value.is_reference) return {&kNull, static_cast<int>(value.number)};
  return {&found->second.value, static_cast<int>(value.number)};
}

Placed Revision::member(const Placed& dictionary, const PdfKey& key) const {
  if (!dictionary.is(ot_dictionary) && !dictionary.is(ot_stream)) return {&kNull, dictionary.id};
  const PlainValue* const value = dictionary.value->find(key);
  return value == nullptr ? Placed{&kNull, dictionary.id} : follow(*value, dictionary.id);
}

const std::string& Revision::stream_hash(int id) const {
  static const std::string kNone;
  const auto found = objects_.find(id);
  return found == objects_.end() ? kNone : found->second.hash;
}

std::optional<std::string> Revision::stream_bytes(int id, std::size_t most) const {
  const qpdf_oh handle = qpdf_get_object_by_id(file_->data(), id, 0);
  return library_stream(file_->data(), handle, qpdf_dl_generalized, most);
}

Placed Revision::page_entry(int page, const PdfKey& key) const {
  PlainValue start;
  start.is_reference = true;
  start.number = page;
  Placed node = follow(start, 0);
  for (int depth = 0; depth <= kMaxPageLevels; ++depth) {
    const Placed value = member(node, key);
    if (!value.is_missing()) return value;
    node = member(node, "/Parent");
    if (!node.is(ot_dictionary)) break;
  }
  return {&kNull, page};
}

std::optional<std::size_t> Revision::page_index(int id) const {
  const auto found = page_indices_.find(id);
  return found == page_indices_.end() ? std::nullopt : std::optional(found->second);
}

std::span<const PlainValue> items_of(const Placed& value) {
  return value.is(ot_array) ? value.value->items : std::span<const PlainValue>();
}

std::string text_of(const Placed& value) {
  return value.is(ot_string) ? decode_pdf_string(value.value->text).text : std::string();
}

std::string name_of(const Placed& value) {
  return std::string(value.is(ot_name) ? value.value->text.substr(1) : std::string_view());
}

std::optional<std::int64_t> integer_of(const Placed& value) {
  return value.is(ot_integer) ? std::optional(value.value->number) : std::nullopt;
}

bool RevisionEnds::uses(const RevisionEnd& end) const {
  if (!is_known) return end.table > 0 && end.table < end.marker_end;
  return std::find(in_use.begin(), in_use.end(), end.table) != in_use.end() && end.table < end.marker_end;
}

RevisionEnds find_revision_ends(std::string_view bytes) {
  RevisionEnds ends;
  for (std::size_t at = bytes.find(kStart); at != std::string_view::npos; at = bytes.find(kStart, at + 1)) {
    if (const auto end = read_end(bytes, at)) ends.all.push_back(*end);
    if (ends.all.size() > kMaxRevisionTables) break;
  }
  if (ends.all.empty()) return ends;
  std::optional<std::uint64_t> next = ends.all.back().table;
  PlainStore store;
  Generations generations(bytes, store, ends.reused);
  try {
    while (next && ends.in_use.size() < kMaxRevisionTables) {
      if (std::find(ends.in_use.begin(), ends.in_use.end(), *next) != ends.in_use.end()) throw PlainRefused();
      const PlainValue table = read_table_dictionary(bytes, store, *next);
      ends.in_use.push_back(*next);
      generations.add(*next);
      const PlainValue* const beside = table.find("/XRefStm");
      if (beside != nullptr && are_tables_at_odds(bytes, store, *next, *beside)) ends.hybrid.push_back(*next);
      const PlainValue* const before = table.find("/Prev");
      next.reset();
      if (before != nullptr && before->type == ot_integer && before->number > 0)
        next = static_cast<std::uint64_t>(before->number);
    }
  } catch (const PlainRefused&) {
    ends.is_known = false;
  }
  generations.finish(ends.in_use.size());
  return ends;
}

}  // namespace gongwen::intake
