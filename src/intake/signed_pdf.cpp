#include "intake/signed_pdf.h"

#include "base/json.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/signed/revision_changes.h"
#include "intake/detail/signed/signature_facts.h"

#include <algorithm>
#include <limits>
#include <memory>

// Facts about signatures: the file is read once per revision, from its bytes up to the end of that revision, and each
// revision is compared with the one before it (ISO 32000-2, 12.8.2.2). The second half reads; the first writes and
// parses the answer that passes between the processes. Anything that cannot be compared becomes a change of kind
// NotJudged, never nothing.
namespace gongwen::intake {
namespace {

using base::Json;
using base::JsonView;

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4U];
    text += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

std::optional<std::string> from_hexadecimal(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    if (digit(text[i]) < 0 || digit(text[i + 1]) < 0) return std::nullopt;
    bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  }
  return bytes;
}

Json json_of_change(const FileChange& change) {
  Json list = Json::list();
  list.add(static_cast<int>(change.kind)).add(change.page).add(change.field).add(change.object).add(change.detail);
  list.add(change.before).add(change.after).add(static_cast<int>(change.effect)).add(static_cast<int>(change.why));
  return list;
}

Json json_of_signature(const SignatureFacts& facts) {
  Json faults = Json::list();
  for (const RangeError fault : facts.faults) faults.add(static_cast<int>(fault));
  Json range = Json::list();
  for (const std::uint64_t number : facts.range) range.add(number);
  Json list = Json::list();
  list.add(facts.field).add(facts.page).add(facts.is_visible ? 1 : 0).add(facts.is_timestamp ? 1 : 0);
  list.add(facts.sub_filter).add(facts.name).add(facts.reason).add(facts.location).add(facts.time);
  list.add(hexadecimal(facts.contents)).add(std::move(range)).add(std::move(faults));
  list.add(facts.revision).add(facts.certification);
  list.add(static_cast<int>(facts.lock.action)).add(Json::list_of(facts.lock.fields)).add(facts.lock.permissions);
  return list;
}

Json json_of_revision(const RevisionFacts& facts) {
  Json changes = Json::list();
  for (const FileChange& change : facts.changes) changes.add(json_of_change(change));
  Json list = Json::list();
  list.add(facts.end).add(std::move(changes));
  return list;
}

Json json_of_ders(const std::vector<std::string>& ders) {
  Json list = Json::list();
  for (const std::string& der : ders) list.add(hexadecimal(der));
  return list;
}

/// Reads the items of a list in turn. A wrong item makes the whole answer invalid.
class Items {
 public:
  Items(JsonView list, bool& sound) : list_(list), sound_(sound) {
    if (!list.is_list()) sound_ = false;
  }
  std::optional<JsonView> next() {
    if (sound_ && at_ < list_.size()) return list_.at(at_++);
    sound_ = false;
    return std::nullopt;
  }
  std::string text() {
    const auto value = next();
    if (value && value->is_text()) return std::string(value->text());
    sound_ = false;
    return {};
  }
  std::uint64_t number(std::uint64_t end = std::numeric_limits<std::uint64_t>::max()) {
    const auto value = next();
    const auto number = value ? value->number() : std::nullopt;
    if (number && (*number < end || end == std::numeric_limits<std::uint64_t>::max())) return *number;
    sound_ = false;
    return 0;
  }
  std::string bytes() {
    auto decoded = from_hexadecimal(text());
    if (!decoded) sound_ = false;
    return decoded ? *std::move(decoded) : std::string();
  }
  bool flag() { return number(2) == 1; }
  /// Calls `take(view)` for each item of the next list.
  template <typename Take>
  void each(Take take) {
    const auto value = next();
    if (!value || !value->is_list()) {
      sound_ = false;
      return;
    }
    for (std::size_t i = 0; i < value->size() && sound_; ++i) take(value->at(i));
  }

 private:
  JsonView list_;
  bool& sound_;
  std::size_t at_ = 0;
};

constexpr std::uint64_t kNumbers = std::uint64_t{1} << 31;

FileChange parse_change(Items in) {
  FileChange change;
  change.kind = static_cast<ChangeKind>(in.number(kChangeKinds));
  change.page = in.number(kNumbers);
  change.field = in.text();
  change.object = static_cast<int>(in.number(kNumbers));
  change.detail = in.text();
  change.before = in.text();
  change.after = in.text();
  change.effect = static_cast<Effect>(in.number(kEffects));
  change.why = static_cast<NotJudgedWhy>(in.number(kNotJudgedReasons));
  return change;
}

SignatureFacts parse_signature(Items in, bool& sound) {
  constexpr std::uint64_t kActions = 4;
  constexpr std::uint64_t kLevels = 4;
  SignatureFacts facts;
  facts.field = in.text();
  facts.page = in.number(kNumbers);
  facts.is_visible = in.flag();
  facts.is_timestamp = in.flag();
  facts.sub_filter = in.text();
  facts.name = in.text();
  facts.reason = in.text();
  facts.location = in.text();
  facts.time = in.text();
  facts.contents = in.bytes();
  in.each([&](JsonView item) {
    const auto number = item.number();
    if (!number) sound = false;
    facts.range.push_back(number.value_or(0));
  });
  in.each([&](JsonView item) {
    const auto number = item.number();
    if (!number || *number >= kRangeFaults) sound = false;
    facts.faults.push_back(static_cast<RangeError>(number && *number < kRangeFaults ? *number : 0));
  });
  facts.revision = in.number();
  facts.certification = static_cast<int>(in.number(kLevels));
  facts.lock.action = static_cast<FieldLock::Action>(in.number(kActions));
  in.each([&](JsonView item) { facts.lock.fields.emplace_back(item.text()); });
  facts.lock.permissions = static_cast<int>(in.number(kLevels));
  return facts;
}

RevisionFacts parse_revision(Items in, bool& sound) {
  RevisionFacts facts;
  facts.end = in.number();
  in.each([&](JsonView item) { facts.changes.push_back(parse_change({item, sound})); });
  return facts;
}

Notice parse_signed_notice(Items in, bool& sound) {
  const auto id = diagnostics::find_message(in.text());
  if (!id) sound = false;
  Notice notice{id.value_or(diagnostics::messages::IntakeDamaged), {}};
  in.each([&](JsonView item) { notice.arguments.emplace_back(item.text()); });
  return notice;
}

}  // namespace

std::string write_signed_pdf(const SignedPdf& file) {
  Json signatures = Json::list();
  for (const SignatureFacts& facts : file.signatures) signatures.add(json_of_signature(facts));
  Json revisions = Json::list();
  for (const RevisionFacts& facts : file.revisions) revisions.add(json_of_revision(facts));
  Json notices = Json::list();
  for (const Notice& notice : file.notices) {
    Json list = Json::list();
    list.add(diagnostics::catalogue_entry(notice.id).id).add(Json::list_of(notice.arguments));
    notices.add(std::move(list));
  }
  Json list = Json::list();
  list.add(std::move(signatures)).add(std::move(revisions)).add(json_of_ders(file.certificates));
  list.add(json_of_ders(file.crls)).add(json_of_ders(file.ocsps)).add(std::move(notices));
  list.add(file.unlisted);
  return list.text();
}

std::optional<SignedPdf> parse_signed_pdf(std::string_view text) {
  const std::optional<Json> read = base::parse_json(text);
  if (!read) return std::nullopt;
  bool sound = true;
  SignedPdf file;
  Items in(read->view(), sound);
  in.each([&](JsonView item) { file.signatures.push_back(parse_signature({item, sound}, sound)); });
  in.each([&](JsonView item) { file.revisions.push_back(parse_revision({item, sound}, sound)); });
  for (std::vector<std::string>* const list : {&file.certificates, &file.crls, &file.ocsps}) {
    in.each([&](JsonView item) {
      auto der = from_hexadecimal(item.text());
      if (!der) sound = false;
      list->push_back(der.value_or(std::string()));
    });
  }
  in.each([&](JsonView item) { file.notices.push_back(parse_signed_notice({item, sound}, sound)); });
  file.unlisted = in.number(kNumbers);
  for (const SignatureFacts& facts : file.signatures) {
    if (facts.revision >= file.revisions.size()) sound = false;
  }
  return sound ? std::optional(std::move(file)) : std::nullopt;
}

namespace {

namespace messages = diagnostics::messages;

/// The number of revisions that are read, each as a separate file; earlier ones are reported as not judged.
constexpr std::size_t kMaxRevisions = 100;

FileChange not_judged(NotJudgedWhy why) {
  FileChange change{ChangeKind::NotJudged};
  change.why = why;
  return change;
}

class SignedPdfReader {
 public:
  SignedPdfReader(std::string_view bytes, const IntakeLimits& limits)
      : bytes_(bytes), limits_(limits), ends_(find_revision_ends(bytes)) {}

  SignedPdf read() {
    if (const auto& error = load_pdf_library()) return fail(messages::IntakeNoLibrary, error->reason);
    PdfFile whole;
    if (const auto error = whole.open(bytes_)) {
      return *error == PdfError::Encrypted ? fail(messages::IntakeEncrypted) : fail(messages::IntakeDamaged, "PDF");
    }
    auto last = read_revision(bytes_.size());
    if (!last) return fail(messages::IntakeDamaged, "PDF");
    choose_ends(find_signatures(last->objects, last->form));
    read_revisions(std::move(last));
    add_junk();
    count_unlisted();
    sort_signatures();
    return std::move(file_);
  }

 private:
  SignedPdf fail(diagnostics::DiagnosticId id, std::string argument = {}) {
    Notice notice{id, {}};
    if (!argument.empty()) notice.arguments.push_back(std::move(argument));
    file_.notices.push_back(std::move(notice));
    return std::move(file_);
  }

  std::unique_ptr<ReadRevision> read_revision(std::size_t end) const {
    auto objects = Revision::read(bytes_.substr(0, end), limits_);
    if (!objects) return nullptr;
    auto revision = std::make_unique<ReadRevision>(ReadRevision{*std::move(objects), {}});
    revision->form = read_form_tree(revision->objects, limits_);
    return revision;
  }

  /// Chooses the revisions: those that the last table leads to, and those whose ends a signature states.
  void choose_ends(const std::vector<SignatureObject>& signatures) {
    for (const RevisionEnd& end : ends_.all) {
      const bool is_signed = std::any_of(signatures.begin(), signatures.end(), [&end](const SignatureObject& one) {
        const auto& range = one.facts.range;
        return range.size() == 4 && range[2] <= bytes_limit() && range[3] <= bytes_limit() &&
               end.fits(range[2] + range[3]);
      });
      if (is_signed || ends_.uses(end)) chosen_.push_back(end);
    }
    // A repaired file may have no recognisable end.
    if (chosen_.empty()) chosen_.push_back({bytes_.size(), bytes_.size(), 0});
  }

  static constexpr std::uint64_t bytes_limit() { return std::uint64_t{1} << 40; }

  void read_revisions(std::unique_ptr<ReadRevision> last) {
    const std::size_t skipped = chosen_.size() > kMaxRevisions ? chosen_.size() - kMaxRevisions : 0;
    chosen_.erase(chosen_.begin(), chosen_.begin() + static_cast<std::ptrdiff_t>(skipped));
    std::unique_ptr<ReadRevision> before;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      const bool is_last = i + 1 == chosen_.size();
      std::unique_ptr<ReadRevision> now = is_last ? std::move(last) : read_revision(chosen_[i].end);
      RevisionFacts facts{chosen_[i].end, {}};
      if (!now) {
        facts.changes.push_back(not_judged(NotJudgedWhy::Repaired));
      } else {
        add_signatures(*now);
        if (before) facts.changes = compare_revisions(*before, *now);
        add_doubts(*now, chosen_[i], facts.changes);
        read_validation_data(now->objects);
        if (is_last) read_usage_rights(now->objects);
        before = std::move(now);
      }
      if (i == 0 && skipped > 0) facts.changes.push_back(not_judged(NotJudgedWhy::TooManyRevisions));
      file_.revisions.push_back(std::move(facts));
    }
  }

  void add_doubts(const ReadRevision& revision, const RevisionEnd& end, std::vector<FileChange>& changes) const {
    if (revision.objects.doubt()) changes.push_back(not_judged(*revision.objects.doubt()));
    if (revision.form.is_odd) changes.push_back(not_judged(NotJudgedWhy::Unusual));
    // All tables from this one back define the objects of the revision.
    const auto from = std::find(ends_.in_use.begin(), ends_.in_use.end(), end.table);
    const auto is_from_here = [&](std::uint64_t table) {
      return std::find(from, ends_.in_use.end(), table) != ends_.in_use.end();
    };
    if (std::any_of(ends_.hybrid.begin(), ends_.hybrid.end(), is_from_here)) {
      changes.push_back(not_judged(NotJudgedWhy::Hybrid));
    }
    const bool is_reused = std::any_of(ends_.reused.begin(), ends_.reused.end(), [&](const ReusedNumber& one) {
      return is_from_here(one.table) && one.is_in(revision.objects);
    });
    if (is_reused) changes.push_back(not_judged(NotJudgedWhy::Unusual));
  }

  /// Adds each signature once, as it is in the first revision that has it.
  void add_signatures(const ReadRevision& revision) {
    for (SignatureObject& signature : find_signatures(revision.objects, revision.form)) {
      const auto is_known = [&signature](const SignatureObject& other) {
        return other.facts.field == signature.facts.field && other.declaration == signature.declaration;
      };
      if (std::any_of(known_.begin(), known_.end(), is_known)) continue;
      check_range(bytes_, ends_, signature);
      signature.facts.revision = find_signed_end(chosen_, signature.facts);
      // A signature must first appear in the revision that it signs.
      const bool is_own = signature.facts.revision == file_.revisions.size();
      if (!is_own && signature.facts.faults.empty()) signature.facts.faults.push_back(RangeError::NotInRevision);
      if (!is_own) signature.facts.revision = file_.revisions.size();
      known_.push_back(signature);
      file_.signatures.push_back(std::move(signature.facts));
    }
  }

  void read_validation_data(const Revision& revision) {
    std::size_t room = limits_.max_stream_bytes;
    const Placed dss = revision.member(revision.root(), "/DSS");
    const auto read = [&](const PdfKey& key, std::vector<std::string>& list) {
      for (const PlainValue& item : items_of(revision.member(dss, key))) {
        if (!item.is_reference) continue;
        auto bytes = revision.stream_bytes(static_cast<int>(item.number), room);
        if (!bytes) continue;
        room -= bytes->size();
        if (std::find(list.begin(), list.end(), *bytes) == list.end()) list.push_back(*std::move(bytes));
      }
    };
    read("/Certs", file_.certificates);
    read("/CRLs", file_.crls);
    read("/OCSPs", file_.ocsps);
  }

  /// Reports bytes after the last revision, unless they are blank.
  void add_junk() {
    if (file_.revisions.empty()) return;
    const std::string_view rest = bytes_.substr(std::min<std::size_t>(file_.revisions.back().end, bytes_.size()));
    if (rest.find_first_not_of(std::string_view(" \t\r\n\0", 5)) == std::string_view::npos) return;
    FileChange change{ChangeKind::JunkAppended};
    change.detail = std::to_string(rest.size());
    file_.revisions.push_back({bytes_.size(), {std::move(change)}});
  }

  /// Notes signatures for usage rights (UR, UR3), which do not sign the document.
  void read_usage_rights(const Revision& revision) {
    const Placed permissions = revision.member(revision.root(), "/Perms");
    for (const PdfKey& key : {PdfKey("/UR"), PdfKey("/UR3")}) {
      const Placed rights = revision.member(permissions, key);
      if (rights.is(ot_dictionary)) usage_rights_.push_back(rights.id);
    }
  }

  void count_unlisted() {
    for (const ScannedSignature& one : scan_signatures(bytes_)) {
      const bool is_known = std::any_of(known_.begin(), known_.end(), [&one](const SignatureObject& other) {
        return one.object == other.object || (!one.range.empty() && one.range == other.facts.range);
      });
      const bool is_of_usage =
          !known_.empty() && std::find(usage_rights_.begin(), usage_rights_.end(), one.object) != usage_rights_.end();
      if (!is_known && !is_of_usage) ++file_.unlisted;
    }
  }

  void sort_signatures() {
    std::stable_sort(file_.signatures.begin(), file_.signatures.end(),
                     [](const SignatureFacts& a, const SignatureFacts& b) { return a.revision < b.revision; });
  }

  std::string_view bytes_;
  const IntakeLimits& limits_;
  RevisionEnds ends_;
  std::vector<RevisionEnd> chosen_;
  std::vector<SignatureObject> known_;
  std::vector<std::int64_t> usage_rights_;  // numbers of their objects
  SignedPdf file_;
};

}  // namespace

bool FieldLock::holds(std::string_view field) const {
  const auto names = [field](const std::string& name) {
    return field == name || (field.starts_with(name) && field.substr(name.size()).starts_with('.'));
  };
  switch (action) {
    case Action::None: return false;
    case Action::All: return true;
    case Action::Include: return std::any_of(fields.begin(), fields.end(), names);
    case Action::Exclude: break;
  }
  return std::none_of(fields.begin(), fields.end(), names);
}

SignedPdf read_signed_pdf(std::string_view bytes, const IntakeLimits& limits) {
  return SignedPdfReader(bytes, limits).read();
}

}  // namespace gongwen::intake
