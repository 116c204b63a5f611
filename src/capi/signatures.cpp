#include "gongwen/signatures.h"

#include "base/date.h"
#include "capi/detail/call_options.h"
#include "engine/api/result_json.h"

#include <array>

// The calls of gongwen.h for signatures, OFD files and fonts.

namespace gongwen::capi {
namespace {

constexpr double kMaxMillimetres = 5000;
constexpr std::uint64_t kMaxPages = 100'000;
constexpr double kMaxTimestampSeconds = 3600;
constexpr std::uint64_t kLastSecond = 253'402'300'799;  // the end of the year 9999

std::vector<FinishedFile> finished_files(OptionReader& options, const gw_file* files, std::size_t count) {
  std::vector<FinishedFile> sources;
  if (!check_files(options, files, count, "files")) return sources;
  if (count == 0) options.require(nullptr, "files");
  for (std::size_t i = 0; i < count; ++i) {
    FinishedFile& source = sources.emplace_back(FinishedFile{files[i].path});
    if (files[i].bytes != nullptr) source.bytes = std::string(static_cast<const char*>(files[i].bytes), files[i].size);
  }
  return sources;
}

TrustFileNames read_trust(OptionReader& options) {
  return {options.texts("trust"), options.texts("crl"), options.texts("ocsp")};
}

/// `{"page": 1, "x": 150, "y": 250}`
std::optional<SealPosition> read_place(OptionReader& options) {
  const auto members = options.numbers("at", kMaxMillimetres);
  if (members.empty()) return std::nullopt;
  SealPosition place;
  place.page = static_cast<std::uint32_t>(options.count("page", 1, kMaxPages));
  if (members.size() != 2) {
    options.refuse("at", std::to_string(members.size()), "[x, y]");
    return std::nullopt;
  }
  place.x = members[0];
  place.y = members[1];
  return place;
}

SignOptions read_sign(OptionReader& options) {
  SignOptions sign;
  sign.key.key_file = options.text("key");
  sign.key.certificate_file = options.text("cert");
  sign.key.chain_files = options.texts("chain");
  sign.key.p12_file = options.text("p12");
  sign.key.pkcs11_module = options.text("pkcs11");
  sign.key.token_label = options.text("token");
  sign.key.key_label = options.text("label");
  sign.key.secret_file = options.text("secret-file");
  if (options.is_given("secret")) {
    sign.key.secret = [secret = options.text("secret")] {
      return std::optional(secret);
    };
  }
  sign.field = options.text("field");
  sign.place = read_place(options);
  sign.seal_file = options.text("seal");
  sign.esl_file = options.text("esl");
  if (options.is_given("diameter")) sign.diameter = options.number("diameter", 0, 1, kMaxMillimetres);
  sign.riding = options.flag("riding");
  constexpr std::array<std::string_view, 4> kCertify{"none", "no-changes", "fill", "annotate"};
  constexpr std::array<std::string_view, 4> kLevels{"b", "t", "lt", "lta"};
  const auto index_in = [](const auto& names, std::string_view name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  if (const std::string word = options.choice("certify", kCertify); !word.empty()) {
    sign.certify = static_cast<CertifiedChanges>(index_in(kCertify, word));
  }
  if (const std::string word = options.choice("level", kLevels); !word.empty()) {
    sign.level = static_cast<SignatureLevel>(index_in(kLevels, word));
  }
  sign.reason = options.text("reason");
  sign.location = options.text("location");
  sign.timestamp.url = options.text("timestamp");
  sign.timestamp.policy = options.text("timestamp-policy");
  sign.timestamp.proxy = options.text("timestamp-proxy");
  sign.timestamp.seconds = options.number("timestamp-timeout", sign.timestamp.seconds, 0.001, kMaxTimestampSeconds);
  sign.trust = read_trust(options);
  if (options.is_given("time")) sign.time = static_cast<std::int64_t>(options.count("time", 0, kLastSecond));
  sign.strict = options.flag("strict");
  return sign;
}

/// As `gongwen sign --json` reports it; the path is that of the file that was signed.
base::Json signed_json(const SignedFile& file) {
  base::Json entry = base::Json::object();
  entry.set("path", file.path).set("source", file.path).set("field", file.field);
  if (file.is_ofd) {
    base::Json pages = base::Json::list();
    for (const std::uint32_t page : file.pages) pages.add(page);
    entry.set("seal", file.seal).set("pages", std::move(pages));
  } else {
    entry.set("page", file.pages.front());
  }
  entry.set("earlier_signatures", file.earlier).set("bytes", file.bytes.size()).set("signer", file.signer);
  if (!file.is_ofd) entry.set("level", file.level);
  return entry;
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// The status of `gongwen verify`: a verdict says nothing if a file could not be read.
std::optional<int> status_of(const Verification& verification) {
  if (!verification.report.ok() && verification.report.status() != Status::BadInput) return std::nullopt;
  switch (verification.verdict) {
    case SignatureVerdict::Valid: return std::nullopt;
    case SignatureVerdict::Invalid: return GW_BAD_INPUT;
    case SignatureVerdict::Unknown: break;
  }
  return verification.report.ok() ? std::optional(GW_UNKNOWN) : std::nullopt;
}

}  // namespace
}  // namespace gongwen::capi

using namespace gongwen;
using namespace gongwen::capi;

gw_result* gw_sign(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                   size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_sign", options, options_size);
    reader.require(engine, "engine");
    const std::vector<FinishedFile> sources = finished_files(reader, files, file_count);
    SignOptions wanted = read_sign(reader);
    if (!reader.finish()) return refused(reader.report());
    wanted.libexec_folder = engine->libexec_folder;
    Signing signing = sign_files(sources, wanted);
    Outcome outcome{std::move(signing.report)};
    base::Json list = base::Json::list();
    for (SignedFile& file : signing.files) {
      list.add(signed_json(file));
      outcome.files.push_back({name_of(file.path), file.is_ofd ? "ofd" : "pdf", std::move(file.bytes)});
    }
    outcome.members.set("files", std::move(list));
    return outcome;
  });
}

gw_result* gw_verify(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                     size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_verify", options, options_size);
    reader.require(engine, "engine");
    const std::vector<FinishedFile> sources = finished_files(reader, files, file_count);
    VerifyOptions wanted;
    wanted.trust = read_trust(reader);
    if (const std::string at = reader.text("at"); !at.empty()) {
      wanted.at = base::parse_moment(at);
      if (!wanted.at) reader.refuse("at", at, "2026-12-01, 2026-12-01T09:00:00+08:00");
    }
    if (!reader.finish()) return refused(reader.report());
    wanted.libexec_folder = engine->libexec_folder;
    Verification verification = verify_files(sources, wanted);
    base::Json list = base::Json::list();
    for (const VerifiedFile& file : verification.files) list.add(base::Json::written(file.json));
    Outcome outcome{verification.report};
    outcome.status = status_of(verification);
    outcome.members.set("files", std::move(list));
    return outcome;
  });
}

gw_result* gw_ofd_check(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                        size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_ofd_check", options, options_size);
    reader.require(engine, "engine");
    const std::vector<FinishedFile> sources = finished_files(reader, files, file_count);
    constexpr std::array<std::string_view, 2> kProfiles{"archive", "plain"};
    OfdCheckOptions wanted;
    const std::string profile = reader.choice("profile", kProfiles);
    if (!profile.empty()) wanted.rules = profile == "plain" ? OfdRules::Plain : OfdRules::Archive;
    wanted.strict = reader.flag("strict");
    if (!reader.finish()) return refused(reader.report());
    std::vector<std::string> paths;
    for (const FinishedFile& file : sources) paths.push_back(file.path);
    return {check_ofd_files(sources, wanted), engine::checked_json(paths)};
  });
}

gw_result* gw_fonts(const gw_engine* engine, const char* options, size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_fonts", options, options_size);
    reader.require(engine, "engine");
    const bool is_for_text = reader.is_given("missing");
    const std::string text = reader.text("missing");
    if (!reader.finish()) return refused(reader.report());
    if (!is_for_text) {
      const FontList list = engine->engine.fonts();
      return {list.report, engine::result_json(list)};
    }
    const MissingCharacters missing = engine->engine.missing_characters({"missing", text});
    Outcome outcome{missing.report};
    if (outcome.report.ok() && !missing.characters.empty()) outcome.status = GW_BAD_INPUT;
    outcome.members.set("missing", base::Json::list_of(missing.characters));
    return outcome;
  });
}
