// The settings by which editions are signed: a file that an operator writes, without any secret in it.
//   const auto settings = read_sign_settings("signing.yaml", run);
#pragma once

#include "engine/core/run.h"
#include "pdf_sign/sign_pdf.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

struct SignSettings {
  std::string path;     // of the file
  sign::KeySource key;  // `secret` is not set
  /// Has the password or PIN in its first line; empty: it comes from elsewhere.
  std::string secret_file;
  std::string seal_file;
  sign::TrustFiles trust;
  /// `seal`, `place.page` and `time` are set when an edition is signed.
  pdf_sign::PdfSignOptions options;
  bool is_on_last_page = false;  // the place
  /// How long before its end a certificate is reported.
  int warn_days = 30;
};

/// JSON, or YAML by the ending of the name. Paths are those from the folder of the file. Nothing after a report.
/// Reports: resources/*, data/*, publish/sign-one-key, publish/sign-needs.
std::optional<SignSettings> read_sign_settings(const std::string& path, engine::Run& run);

/// What the file says, for people who look up how a service is configured: where things are, no secret. A JSON object.
base::Json sign_settings_json(const SignSettings& settings);

}  // namespace gongwen::publish
