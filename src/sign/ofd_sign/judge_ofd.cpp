#include "sign/ofd_sign/judge_ofd.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/ofd_sign.h"
#include "sign/digest.h"
#include "sign/ofd_sign/detail/stamps.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::ofd_sign {
namespace {

namespace messages = diagnostics::messages;
using sign::Verdict;

constexpr std::size_t kMaxSignatures = 100;
constexpr std::string_view kXmlEnding = ".xml";

Verdict weight_of(const PackageFinding& finding) {
  switch (diagnostics::catalogue_entry(finding.id).severity) {
    case diagnostics::Severity::Error: return Verdict::Invalid;
    case diagnostics::Severity::Warning: return Verdict::Unknown;
    case diagnostics::Severity::Note: break;
  }
  return Verdict::Valid;
}

PackageFinding finding_of(PackageError error) {
  switch (error) {
    case PackageError::NotPackage: return {messages::OfdSignNotOfd};
    case PackageError::Encrypted: return {messages::OfdSignEncrypted};
    case PackageError::TooLarge: return {messages::OfdSignTooLarge};
    case PackageError::Unusual: break;
  }
  return {messages::OfdSignFoundAmbiguous};
}

/// The algorithm of the files' digests.
struct CheckMethod {
  std::string algorithm;  // empty: not supported
  bool is_weak = false;
};

CheckMethod read_check_method(const std::string& text) {
  static const std::map<std::string, CheckMethod, std::less<>> known = {
      {"1.2.156.10197.1.401", {"SM3"}}, {"sm3", {"SM3"}},           {"2.16.840.1.101.3.4.2.1", {"SHA-256"}},
      {"sha256", {"SHA-256"}},          {"sha-256", {"SHA-256"}},   {"1.3.14.3.2.26", {"SHA-1", true}},
      {"sha1", {"SHA-1", true}},        {"sha-1", {"SHA-1", true}}, {"1.2.840.113549.2.5", {"MD5", true}},
      {"md5", {"MD5", true}},           {"", {"MD5", true}},  // MD5 is the schema's default
  };
  const auto found = known.find(base::ascii_lowercase(base::trim_ascii_space(text)));
  return found == known.end() ? CheckMethod{} : found->second;
}

/// A signature in the lists, and its description if it can be read.
struct FoundSignature {
  ListedSignature listed;
  std::optional<SignatureFile> file;
  std::size_t body = 0;
};

class OfdJudge {
 public:
  OfdJudge(Package& package, const sign::TrustOptions& trust) : package_(package), trust_(trust) {}

  JudgedOfd judge() {
    const std::optional<Root> root = read_root(package_);
    if (!root) {
      add(why_no_root());
      return std::move(judged_);
    }
    if (package_.has(kEncryptionPart)) add({messages::OfdSignEncrypted});
    if (root->is_draft) add({messages::OfdSignFoundDraft});
    find_signatures(*root);
    for (const FoundSignature& signature : signatures_) {
      JudgedSeal seal = judge_seal(signature);
      for (const PackageFinding& finding : seal.findings) seal.verdict = sign::worse(seal.verdict, weight_of(finding));
      judged_.verdict = sign::worse(judged_.verdict, seal.verdict);
      judged_.seals.push_back(std::move(seal));
    }
    if (judged_.seals.empty()) add_remains();
    if (judged_.seals.empty() && judged_.verdict == Verdict::Valid) add({messages::OfdSignNone});
    return std::move(judged_);
  }

 private:
  void add(PackageFinding finding) {
    judged_.verdict = sign::worse(judged_.verdict, weight_of(finding));
    judged_.findings.push_back(std::move(finding));
  }

  PackageFinding why_no_root() {
    if (!package_.has(kRootPart)) return {messages::OfdSignNotOfd};
    if (is_in_other_namespace(package_)) return {messages::OfdSignFoundNamespace, {std::string(kRootPart)}};
    return {messages::OfdSignDamaged, {std::string(kRootPart)}};
  }

  /// Adds traces of signatures in a file whose list is empty: their descriptions, or other parts of them.
  void add_remains() {
    const auto is_description = [](const std::string& name) {
      return base::ascii_lowercase(name).ends_with(kXmlEnding);
    };
    const bool has_descriptions = std::any_of(remains_.begin(), remains_.end(), is_description);
    for (const std::string& name : remains_) {
      if (!has_descriptions || is_description(name)) add({messages::OfdSignFoundUnlisted, {name}});
    }
  }

  void find_remains() {
    for (const package::ZipEntry& file : package_.files()) {
      const bool is_known = lists_.contains(file.name) || parts_.contains(file.name);
      if (!is_known && is_part_of_signature(package_, file)) remains_.emplace(file.name);
    }
  }

  void find_signatures(const Root& root) {
    for (std::size_t i = 0; i < root.bodies.size(); ++i) {
      const Body& body = root.bodies[i];
      if (!body.has_list) continue;
      const std::optional<SignatureList> list = read_list(package_, body.list);
      if (!list || list->signatures.size() + signatures_.size() > kMaxSignatures || !lists_.insert(body.list).second) {
        add({messages::OfdSignFoundList, {body.list}});
        continue;
      }
      // A list may be in the same folder as the files of the document.
      if (folder_of(body.list) != folder_of(body.document)) folders_.insert(folder_of(body.list));
      pages_.push_back(page_identifiers(package_, body));
      for (const ListedSignature& listed : list->signatures) {
        signatures_.push_back({listed, read_signature_file(package_, listed.path), pages_.size() - 1});
      }
    }
    for (const FoundSignature& signature : signatures_) {
      parts_.insert(signature.listed.path);
      if (signature.file) parts_.insert({signature.file->seal, signature.file->value});
    }
    find_remains();
  }

  /// With a slash at the end; empty for the root of the package.
  static std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

  JudgedSeal judge_seal(const FoundSignature& signature) {
    JudgedSeal seal;
    seal.id = signature.listed.id;
    seal.path = signature.listed.path;
    if (seal.path.empty() || !judged_paths_.insert(seal.path).second) {
      seal.findings.push_back({messages::OfdSignFoundOutside, {seal.path.empty() ? seal.id : seal.path}});
      return seal;
    }
    if (base::ascii_lowercase(signature.listed.type) != "seal") {
      seal.findings.push_back({messages::OfdSignFoundType, {signature.listed.type}});
      return seal;
    }
    if (!signature.file) {
      seal.findings.push_back({messages::OfdSignFoundUnreadable, {seal.path}});
      return seal;
    }
    const SignatureFile& file = *signature.file;
    seal.provider = file.provider;
    seal.files = file.files.size();
    note_pages(file, pages_[signature.body], seal);
    check_files(file, seal);
    check_coverage(file, seal);
    check_value(file, seal);
    return seal;
  }

  static void note_pages(const SignatureFile& file, const std::vector<std::string>& pages, JudgedSeal& seal) {
    for (const Stamp& stamp : file.stamps) {
      const auto found = std::find(pages.begin(), pages.end(), stamp.page);
      if (found != pages.end()) seal.pages.push_back(static_cast<std::uint32_t>(found - pages.begin()) + 1);
    }
    std::sort(seal.pages.begin(), seal.pages.end());
    seal.pages.erase(std::unique(seal.pages.begin(), seal.pages.end()), seal.pages.end());
  }

  /// Checks each signed file.
  void check_files(const SignatureFile& file, JudgedSeal& seal) {
    const CheckMethod method = read_check_method(file.check_method);
    if (method.is_weak) {
      seal.findings.push_back({messages::OfdSignFoundWeak, {method.algorithm}});
    } else if (method.algorithm.empty()) {
      seal.findings.push_back({messages::OfdSignFoundMethod, {file.check_method}});
    }
    std::set<std::string_view> seen;
    for (const SignedFile& one : file.files) {
      if (one.path.empty() || !seen.insert(one.path).second) {
        seal.findings.push_back({messages::OfdSignFoundOutside, {one.location}});
      } else if (!package_.has(one.path)) {
        seal.findings.push_back({messages::OfdSignFoundRemoved, {one.path}});
      } else if (!method.algorithm.empty() && !method.is_weak) {
        const std::optional<std::string> digest = package_.digest(method.algorithm, one.path);
        if (!digest) {
          seal.findings.push_back({messages::OfdSignFoundUnreadable, {one.path}});
        } else if (*digest != one.digest) {
          seal.findings.push_back({messages::OfdSignFoundChanged, {one.path}});
        }
      }
    }
  }

  /// Checks that each file of the package is signed or belongs to a listed signature.
  void check_coverage(const SignatureFile& file, JudgedSeal& seal) const {
    std::set<std::string_view> covered;
    for (const SignedFile& one : file.files) covered.insert(one.path);
    for (const package::ZipEntry& one : package_.files()) {
      if (lists_.contains(one.name)) {
        seal.permits_more = seal.permits_more && !covered.contains(one.name);
      } else if (parts_.contains(one.name)) {
        continue;
      } else if (remains_.contains(one.name)) {
        // A later seal may cover it; the list has contained it before.
        seal.findings.push_back({messages::OfdSignFoundUnlisted, {std::string(one.name)}});
      } else if (!covered.contains(one.name)) {
        const bool is_beside = is_among_signatures(one.name);
        seal.findings.push_back(
            {is_beside ? messages::OfdSignFoundUnlisted : messages::OfdSignFoundAdded, {std::string(one.name)}});
      }
    }
  }

  bool is_among_signatures(std::string_view path) const {
    return std::any_of(folders_.begin(), folders_.end(),
                       [path](const std::string& folder) { return !folder.empty() && path.starts_with(folder); });
  }

  /// Checks the value of the signature, and the seal in it.
  void check_value(const SignatureFile& file, JudgedSeal& seal) {
    const std::optional<std::string> value = package_.read(file.value);
    if (!value) {
      seal.findings.push_back({messages::OfdSignFoundUnreadable, {file.value}});
      return;
    }
    if (!file.method.empty() && file.method != sign::kSm2WithSm3) {
      seal.findings.push_back({messages::OfdSignFoundMethod, {file.method}});
    }
    // The path may be written with or without a leading slash.
    std::string property = "/" + seal.path;
    const std::optional<sign::SealSignature> signature = sign::read_seal_signature(*value);
    if (signature && ofd_check::resolve_location("", signature->property) == seal.path) property = signature->property;
    const std::optional<std::string> hash = package_.digest("SM3", seal.path);
    seal.seal = sign::verify_seal_signature(*value, hash.value_or(std::string()), property, trust_);
    seal.verdict = seal.seal.verdict;
    if (file.seal.empty()) return;
    const std::optional<std::string> beside = package_.read(file.seal);
    if (!beside) {
      seal.findings.push_back({messages::OfdSignFoundUnreadable, {file.seal}});
    } else if (signature && !signature->seal_der.empty() && *beside != signature->seal_der) {
      seal.findings.push_back({messages::OfdSignFoundOtherSeal, {file.seal}});
    }
  }

  Package& package_;
  const sign::TrustOptions& trust_;
  JudgedOfd judged_;
  std::vector<FoundSignature> signatures_;
  std::vector<std::vector<std::string>> pages_;  // identifiers of the pages, by list
  std::set<std::string, std::less<>> lists_;
  std::set<std::string, std::less<>> folders_;  // folders of the lists, with a slash at the end
  std::set<std::string, std::less<>> parts_;    // parts of all signatures
  std::set<std::string, std::less<>> remains_;  // parts of signatures that are not in a list
  std::set<std::string, std::less<>> judged_paths_;
};

void report_findings(const std::string& name, const std::vector<PackageFinding>& findings,
                     diagnostics::DiagnosticSink& sink) {
  for (const PackageFinding& finding : findings) {
    diagnostics::Diagnostic diagnostic{finding.id, diagnostics::catalogue_entry(finding.id).severity, {}, {name}, {}};
    diagnostic.arguments.insert(diagnostic.arguments.end(), finding.arguments.begin(), finding.arguments.end());
    sink.add(std::move(diagnostic));
  }
}

}  // namespace

bool is_package(std::string_view bytes) { return bytes.starts_with("PK"); }

JudgedOfd judge_ofd(std::string_view bytes, const sign::TrustOptions& trust) {
  auto package = Package::open(bytes);
  if (package) return OfdJudge(*package, trust).judge();
  JudgedOfd judged;
  judged.findings.push_back(finding_of(package.error()));
  judged.verdict = weight_of(judged.findings.front());
  return judged;
}

void report_seal(const std::string& name, const JudgedSeal& seal, diagnostics::DiagnosticSink& sink) {
  const std::string full = name + ": " + seal.id;
  report_findings(full, seal.findings, sink);
  for (const sign::Finding& finding : seal.seal.findings) sign::report_finding(full, finding, sink);
}

void report_package(const std::string& name, const JudgedOfd& judged, diagnostics::DiagnosticSink& sink) {
  report_findings(name, judged.findings, sink);
}

}  // namespace gongwen::ofd_sign
