// Reports on judged signatures: as text for people, and as JSON for programs.
//   std::cout << text_report("letter.pdf", judged, Language::Chinese);
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "sign/ofd_sign/judge_ofd.h"
#include "sign/signatures/judge.h"

#include <string>
#include <string_view>

namespace gongwen::signatures {

/// Describes a change: `page 2: page contents changed (object 14)`.
diagnostics::TextPair words_of(const intake::FileChange& change);
diagnostics::TextPair words_of(intake::RangeError fault);
diagnostics::TextPair words_of(intake::NotJudgedWhy why);

/// All signatures of a file in plain words: who signed, when, whether it is valid, what was changed. Oldest first, as
/// in JudgedPdf.
std::string text_report(const std::string& name, const JudgedPdf& file, diagnostics::Language language);
/// All seals of an OFD file, in the order of its list.
std::string text_report(const std::string& name, const ofd_sign::JudgedOfd& file, diagnostics::Language language);

/// `valid`, `invalid`, `unknown`: the values in JSON, independent of the language.
std::string_view verdict_name(sign::Verdict verdict);

/// One object for a file, with `signatures` in the order of signing; members as in docs/VERIFYING.md, “JSON”.
base::Json json_report(const std::string& name, const JudgedPdf& file);
base::Json json_report(const std::string& name, const ofd_sign::JudgedOfd& file);

/// Converts a date in PDF syntax to `2026-11-24T08:00:00+08:00`; other texts stay as they are.
std::string readable_date(const std::string& pdf_date);

/// The time of signing a PDF, for programs.
struct SigningTime {
  std::string time;         // in the form of readable_date; empty: the file does not state it
  std::string_view source;  // `token`; `computer`: the signer's clock, unconfirmed
};
SigningTime signing_time(const JudgedSignature& signature);

}  // namespace gongwen::signatures
