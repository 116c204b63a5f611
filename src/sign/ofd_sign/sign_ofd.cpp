#include "sign/ofd_sign/sign_ofd.h"

#include "base/date.h"
#include "base/format.h"
#include "diagnostics/catalogue/ofd_sign.h"
#include "package/zip_writer.h"
#include "resources/deflate.h"
#include "sign/digest.h"
#include "sign/ofd_sign/detail/stamps.h"
#include "sign/ofd_sign/judge_ofd.h"
#include "sign/seal.h"

#include <algorithm>
#include <map>

namespace gongwen::ofd_sign {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::string_view kArchiveType = "OFD-A";

/// `20261124104500Z`, the form that other programs use.
std::string time_digits(std::int64_t time) {
  std::string text = base::format_moment(time);
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
  return text;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

/// Copies existing files in compressed form, and compresses new ones.
class PackageWriter {
 public:
  void copy(const package::ZipEntry& file) { out_ += zip_.entry(file); }
  void add(const std::string& name, std::string_view bytes) {
    out_ += zip_.entry(package::deflated_entry(name, resources::deflate(bytes), bytes.size(), resources::crc32(bytes)));
  }
  std::string finish() { return out_ + zip_.end(); }

 private:
  package::ZipWriter zip_;
  std::string out_;
};

class SealingRun {
 public:
  SealingRun(const std::string& name, const sign::SigningKey& key, const OfdSignOptions& options, DiagnosticSink& sink)
      : name_(name), key_(key), options_(options), sink_(sink) {}

  std::optional<SignedOfd> run(std::string_view bytes) {
    auto package = Package::open(bytes);
    if (!package) return refuse(package.error());
    const std::optional<Root> root = read_sealable_root(*package);
    if (!root || !read_earlier(bytes, *package, root->bodies.front())) return std::nullopt;
    if (!place(*package, root->bodies.front()) || !name_parts(*package, root->bodies.front())) return std::nullopt;
    const std::optional<SignatureFile> description = describe(*package);
    if (!description) return std::nullopt;
    const std::string xml = write_signature_file(*description);
    const std::optional<std::string> hash = sign::digest("SM3", xml);
    const std::string property = "/" + listed_.path;
    const auto value = hash ? sign::make_seal_signature(
                                  key_, {options_.seal_der, options_.time, *hash, property, &options_.timestamp}, sink_)
                            : std::nullopt;
    if (!value) return std::nullopt;
    result_.bytes = write(*package, *description, xml, *value);
    return is_sound() ? std::optional(std::move(result_)) : std::nullopt;
  }

 private:
  std::nullopt_t report_damaged(const std::string& path) {
    sink_.report(messages::OfdSignDamaged, Origin{}, name_, path);
    return std::nullopt;
  }

  std::nullopt_t refuse(PackageError error) {
    switch (error) {
      case PackageError::NotPackage: sink_.report(messages::OfdSignNotOfd, Origin{}, name_); break;
      case PackageError::Encrypted: sink_.report(messages::OfdSignEncrypted, Origin{}, name_); break;
      case PackageError::TooLarge: sink_.report(messages::OfdSignTooLarge, Origin{}, name_); break;
      case PackageError::Unusual: sink_.report(messages::OfdSignUnusual, Origin{}, name_); break;
    }
    return std::nullopt;
  }

  std::optional<Root> read_sealable_root(Package& package) {
    if (!package.has(kRootPart)) return refuse(PackageError::NotPackage);
    if (package.has(kEncryptionPart)) return refuse(PackageError::Encrypted);
    std::optional<Root> root = read_root(package);
    if (!root) return report_damaged(std::string(kRootPart));
    if (root->is_draft) {
      sink_.report(messages::OfdSignDraft, Origin{}, name_);
      return std::nullopt;
    }
    if (root->type == kArchiveType) {
      sink_.report(messages::OfdSignArchive, Origin{}, name_);
      return std::nullopt;
    }
    if (root->bodies.size() != 1) {
      sink_.report(messages::OfdSignSeveralDocuments, Origin{}, name_, root->bodies.size());
      return std::nullopt;
    }
    const Body& body = root->bodies.front();
    if (body.document.empty()) return report_damaged("DocRoot");
    return root;
  }

  /// Reads the list of signatures, and checks that they are intact.
  bool read_earlier(std::string_view bytes, Package& package, const Body& body) {
    if (!body.has_list) return true;
    list_ = read_list(package, body.list);
    if (!list_) {
      report_damaged(body.list.empty() ? "Signatures" : body.list);
      return false;
    }
    result_.earlier = list_->signatures.size();
    if (result_.earlier == 0) return true;
    const JudgedOfd judged = judge_ofd(bytes, {});
    for (const JudgedSeal& seal : judged.seals) {
      const bool is_broken = std::any_of(seal.findings.begin(), seal.findings.end(), [](const PackageFinding& finding) {
        return diagnostics::catalogue_entry(finding.id).severity == diagnostics::Severity::Error;
      });
      const bool is_known = seal.seal.signature && seal.seal.seal;
      if (is_broken || (is_known && !seal.seal.is_intact)) {
        sink_.report(messages::OfdSignEarlierBroken, Origin{}, name_, seal.id);
        return false;
      }
      if (!seal.permits_more) {
        sink_.report(messages::OfdSignNoMore, Origin{}, name_, seal.id);
        return false;
      }
    }
    return true;
  }

  bool place(Package& package, const Body& body) {
    const std::optional<sign::Seal> seal = sign::open_seal(options_.seal_der, sink_);
    if (!seal) return false;
    result_.seal = seal->name;
    const auto width = static_cast<double>(seal->width_mm);
    const auto height = static_cast<double>(seal->height_mm);
    const double scale = options_.width ? *options_.width / width : 1;
    std::optional<std::vector<PageArea>> pages = read_pages(package, body);
    if (!pages) {
      report_damaged(body.document);
      return false;
    }
    const Places places{*std::move(pages), free_rooms(package, body)};
    std::optional<std::vector<Stamp>> stamps =
        place_stamps(name_, places, {width * scale, height * scale}, options_, sink_);
    if (!stamps) return false;
    stamps_ = *std::move(stamps);
    for (std::size_t i = 0; i < places.pages.size(); ++i) {
      const bool has_stamp = std::any_of(stamps_.begin(), stamps_.end(),
                                         [&](const Stamp& stamp) { return stamp.page == places.pages[i].id; });
      if (has_stamp) result_.pages.push_back(static_cast<std::uint32_t>(i) + 1);
    }
    return true;
  }

  std::vector<SealRoom> free_rooms(Package& package, const Body& body) const {
    std::vector<SealRoom> rooms = read_rooms(package, body);
    for (std::size_t i = 0; list_ && i < list_->signatures.size(); ++i) {
      const std::optional<SignatureFile> earlier = read_signature_file(package, list_->signatures[i].path);
      if (!earlier) continue;
      std::erase_if(rooms, [&earlier](const SealRoom& room) {
        return std::any_of(earlier->stamps.begin(), earlier->stamps.end(),
                           [&room](const Stamp& stamp) { return is_within(stamp, room); });
      });
    }
    return rooms;
  }

  /// Chooses unused names, and finds the part to change: OFD.xml for the first signature, the list for later ones.
  bool name_parts(Package& package, const Body& body) {
    const auto has_folder = [&package](const std::string& folder) {
      return std::any_of(package.files().begin(), package.files().end(),
                         [&folder](const package::ZipEntry& file) { return file.name.starts_with(folder); });
    };
    std::string folder = list_ ? folder_of(body.list) : folder_of(body.document) + "Signs/";
    for (int number = 1; !list_ && has_folder(folder); ++number) {
      folder = fmt::format("{}Signs_{}/", folder_of(body.document), number);
    }
    std::string own;
    for (int number = 0; own.empty() || has_folder(own); ++number) own = fmt::format("{}Sign_{}/", folder, number);
    listed_ = {free_identifier(), "Seal", own + "Signature.xml"};
    result_.id = listed_.id;
    list_path_ = list_ ? body.list : folder + "Signatures.xml";
    if (!list_) {
      const auto root = add_list(*package.read(kRootPart), body, list_path_);
      if (!root) {
        refuse(PackageError::Unusual);
        return false;
      }
      changed_[std::string(kRootPart)] = *root;
      changed_[list_path_] = write_list(listed_);
      return true;
    }
    const auto list = add_to_list(*package.read(list_path_), *list_, listed_);
    if (!list) {
      refuse(PackageError::Unusual);
      return false;
    }
    changed_[list_path_] = *list;
    return true;
  }

  std::string free_identifier() const {
    for (int number = 1;; ++number) {
      std::string id = fmt::format("s{:03}", number);
      const bool is_taken = list_ && std::any_of(list_->signatures.begin(), list_->signatures.end(),
                                                 [&id](const ListedSignature& other) { return other.id == id; });
      if (!is_taken) return id;
    }
  }

  /// Signature.xml: all files of the package with their digests; the list only if no seal may follow.
  std::optional<SignatureFile> describe(Package& package) {
    SignatureFile file;
    file.provider = "gongwen";
    file.method = sign::kSm2WithSm3;
    file.time = time_digits(options_.time);
    file.check_method = sign::kSm3;
    file.stamps = stamps_;
    const std::string folder = folder_of(listed_.path);
    file.seal = folder + "Seal.esl";
    file.value = folder + "SignedValue.dat";
    for (const package::ZipEntry& one : package.files()) {
      if (one.name == list_path_) continue;
      const std::string name(one.name);
      const auto changed = changed_.find(name);
      const auto digest =
          changed == changed_.end() ? package.digest("SM3", name) : sign::digest("SM3", changed->second);
      if (!digest) return report_damaged(name);
      file.files.push_back({"/" + name, name, *digest});
    }
    if (options_.is_last) {
      file.files.push_back({"/" + list_path_, list_path_, *sign::digest("SM3", changed_[list_path_])});
    }
    return file;
  }

  std::string write(const Package& package, const SignatureFile& description, const std::string& xml,
                    const std::string& value) {
    PackageWriter writer;
    for (const package::ZipEntry& file : package.files()) {
      const std::string name(file.name);
      const auto changed = changed_.find(name);
      if (changed == changed_.end()) {
        writer.copy(file);
      } else {
        writer.add(name, changed->second);
      }
    }
    if (!list_) writer.add(list_path_, changed_[list_path_]);
    writer.add(listed_.path, xml);
    writer.add(description.seal, options_.seal_der);
    writer.add(description.value, value);
    return writer.finish();
  }

  /// Verifies the signature and the seal before they are written, since a token may fail.
  bool is_sound() {
    const JudgedOfd judged = judge_ofd(result_.bytes, {});
    if (judged.seals.size() == result_.earlier + 1) {
      const JudgedSeal& own = judged.seals.back();
      const bool is_forged = std::any_of(
          own.seal.findings.begin(), own.seal.findings.end(),
          [](const sign::Finding& finding) { return finding.kind == sign::FindingKind::SealSignatureWrong; });
      if (is_forged) {
        sink_.report(messages::OfdSignForgedSeal, Origin{}, result_.seal);
        return false;
      }
      if (own.findings.empty() && own.seal.is_intact) return true;
    }
    sink_.report(messages::OfdSignNotIntact, Origin{}, name_);
    return false;
  }

  const std::string& name_;
  const sign::SigningKey& key_;
  const OfdSignOptions& options_;
  DiagnosticSink& sink_;
  SignedOfd result_;
  std::optional<SignatureList> list_;  // before the change
  std::vector<Stamp> stamps_;
  ListedSignature listed_;
  std::string list_path_;
  std::map<std::string, std::string> changed_;
};

}  // namespace

std::optional<SignedOfd> sign_ofd(const std::string& name, std::string_view bytes, const sign::SigningKey& key,
                                  const OfdSignOptions& options, DiagnosticSink& sink) {
  if (!sign::has_cryptography(sink)) return std::nullopt;
  return SealingRun(name, key, options, sink).run(bytes);
}

}  // namespace gongwen::ofd_sign
