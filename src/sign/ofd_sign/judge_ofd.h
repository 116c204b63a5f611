// Judges whether the seals of an OFD package are valid: the files that each one signed, the seal itself (GB/T 38540),
// and files of the package that no seal covers.
//   const ofd_sign::JudgedOfd judged = ofd_sign::judge_ofd(bytes, trust);
#pragma once

#include "diagnostics/diagnostic.h"
#include "sign/seal.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ofd_sign {

/// An error of the package: a message and its arguments after {0}. Errors make a seal invalid, warnings unknown.
struct PackageFinding {
  diagnostics::DiagnosticId id;
  std::vector<std::string> arguments = {};
};

struct JudgedSeal {
  std::string id;                    // in the list of signatures, which is not signed itself
  std::string path;                  // of its Signature.xml
  std::string provider;              // the program that made it, as it states
  std::vector<std::uint32_t> pages;  // pages that show the seal, from 1 on
  std::size_t files = 0;             // number of signed files
  bool permits_more = true;          // whether further seals may follow
  std::vector<PackageFinding> findings;
  sign::SealVerdict seal;
  sign::Verdict verdict = sign::Verdict::Valid;  // the worst of all
};

struct JudgedOfd {
  std::vector<JudgedSeal> seals;  // in the order of the list
  std::vector<PackageFinding> findings;
  /// Invalid without seals.
  sign::Verdict verdict = sign::Verdict::Valid;
};

/// Whether the bytes should be judged as OFD: any ZIP package.
bool is_package(std::string_view bytes);

/// libcrypto must be loaded: sign::has_cryptography.
JudgedOfd judge_ofd(std::string_view bytes, const sign::TrustOptions& trust);

/// Reports why a seal is not valid. `name` is that of the file. Reports: ofd-sign/found-…, messages of sign.
void report_seal(const std::string& name, const JudgedSeal& seal, diagnostics::DiagnosticSink& sink);
/// Reports findings about the file as a whole.
void report_package(const std::string& name, const JudgedOfd& judged, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd_sign
