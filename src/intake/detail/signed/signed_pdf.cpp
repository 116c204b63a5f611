#include "intake/signed_pdf.h"

#include "diagnostics/catalogue/intake.h"
#include "intake/detail/signed/revision_changes.h"
#include "intake/detail/signed/signature_facts.h"

#include <algorithm>
#include <memory>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

/// Of a document that was signed, stamped and completed by many; each is read as a separate file.
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

  /// Revisions that the last table leads to, and those that a signature says are some.
  void choose_ends(const std::vector<SignatureObject>& signatures) {
    for (const RevisionEnd& end : ends_.all) {
      const bool is_signed = std::any_of(signatures.begin(), signatures.end(), [&end](const SignatureObject& one) {
        const auto& range = one.facts.range;
        return range.size() == 4 && range[2] <= bytes_limit() && range[3] <= bytes_limit() &&
               end.fits(range[2] + range[3]);
      });
      if (is_signed || ends_.uses(end)) chosen_.push_back(end);
    }
    // A file that was repaired may have no end at all.
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
    // The tables from this one back, which all say what the revision has.
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

  /// Each value of a signature field once, as the first revision has it.
  void add_signatures(const ReadRevision& revision) {
    for (SignatureObject& signature : find_signatures(revision.objects, revision.form)) {
      const auto is_known = [&signature](const SignatureObject& other) {
        return other.facts.field == signature.facts.field && other.declaration == signature.declaration;
      };
      if (std::any_of(known_.begin(), known_.end(), is_known)) continue;
      check_range(bytes_, ends_, signature);
      signature.facts.revision = find_signed_end(chosen_, signature.facts);
      // It must be in the revision that it signs, which is the first to have it.
      const bool is_own = signature.facts.revision == file_.revisions.size();
      if (!is_own && signature.facts.faults.empty()) signature.facts.faults.push_back(RangeFault::NotInRevision);
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

  /// Bytes after the last end are not a revision, unless they are blank.
  void add_junk() {
    if (file_.revisions.empty()) return;
    const std::string_view rest = bytes_.substr(std::min<std::size_t>(file_.revisions.back().end, bytes_.size()));
    if (rest.find_first_not_of(std::string_view(" \t\r\n\0", 5)) == std::string_view::npos) return;
    FileChange change{ChangeKind::JunkAppended};
    change.detail = std::to_string(rest.size());
    file_.revisions.push_back({bytes_.size(), {std::move(change)}});
  }

  /// Signatures by which a program gives rights of use (UR, UR3): nobody signs the document with them.
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
