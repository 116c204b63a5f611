// Whether the seals of an OFD package are valid: the files that each one signed, the seal itself (GB/T 38540), and what
// is in the package that none of them signed.
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

/// What is wrong with the package: a message and its arguments after {0}. Errors make a seal invalid, warnings unknown.
struct PackageFinding {
  diagnostics::DiagnosticId id;
  std::vector<std::string> arguments = {};
};

struct JudgedSeal {
  std::string id;                    // in the list of signatures, which is not signed itself
  std::string path;                  // of its Signature.xml
  std::string provider;              // the program that made it, by its own words
  std::vector<std::uint32_t> pages;  // where it is shown, from 1 on
  std::size_t files = 0;             // how many it signed
  bool permits_more = true;          // whether another one may follow
  std::vector<PackageFinding> findings;
  sign::SealVerdict seal;
  sign::Verdict verdict = sign::Verdict::Valid;  // of all
};

struct JudgedOfd {
  std::vector<JudgedSeal> seals;  // in the order of the list
  std::vector<PackageFinding> findings;
  /// Invalid without seals.
  sign::Verdict verdict = sign::Verdict::Valid;
};

/// Whether the bytes are to be judged as OFD: any package.
bool is_package(std::string_view bytes);

/// libcrypto must be there: sign::has_cryptography.
JudgedOfd judge_ofd(std::string_view bytes, const sign::TrustOptions& trust);

/// Reports why a seal is not valid. `name` is that of the file. Reports: ofd-sign/found-…, messages of sign.
void report_seal(const std::string& name, const JudgedSeal& seal, diagnostics::DiagnosticSink& sink);
/// Reports what is wrong with the file as a whole.
void report_package(const std::string& name, const JudgedOfd& judged, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd_sign
