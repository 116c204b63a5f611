#include "capi/detail/signature_options.h"

#include <algorithm>
#include <array>

namespace gongwen::capi {
namespace {

constexpr double kMaxMillimetres = 5000;
constexpr std::uint64_t kMaxPages = 100'000;
constexpr double kMaxTimestampSeconds = 3600;
constexpr std::uint64_t kLastSecond = 253'402'300'799;  // the end of the year 9999

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

}  // namespace

std::vector<FileSource> file_sources(OptionReader& options, const gw_file* files, std::size_t count) {
  std::vector<FileSource> sources;
  if (!check_files(options, files, count, "files")) return sources;
  if (count == 0) options.require(nullptr, "files");
  for (std::size_t i = 0; i < count; ++i) {
    FileSource& source = sources.emplace_back(FileSource{files[i].path});
    if (files[i].bytes != nullptr) source.bytes = std::string(static_cast<const char*>(files[i].bytes), files[i].size);
  }
  return sources;
}

TrustFileNames read_trust(OptionReader& options) {
  return {options.texts("trust"), options.texts("crl"), options.texts("ocsp")};
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

}  // namespace gongwen::capi
