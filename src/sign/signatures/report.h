// Judged signatures in words for people, and as JSON for programs.
//   std::cout << text_report("letter.pdf", judged, Language::Chinese);
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "sign/ofd_sign/judge_ofd.h"
#include "sign/signatures/judge.h"

#include <string>
#include <string_view>

namespace gongwen::signatures {

/// What was changed, for a sentence: `page 2: page contents changed (object 14)`.
diagnostics::TextPair words_of(const intake::FileChange& change);
diagnostics::TextPair words_of(intake::RangeFault fault);
diagnostics::TextPair words_of(intake::NotJudgedWhy why);

/// All signatures of a file, in the words of an office: who signed, when, whether it is valid, what was changed.
/// Oldest first, as JudgedPdf has them.
std::string text_report(const std::string& name, const JudgedPdf& file, diagnostics::Language language);
/// All seals of an OFD file, in the order of its list.
std::string text_report(const std::string& name, const ofd_sign::JudgedOfd& file, diagnostics::Language language);

/// `valid`, `invalid`, `unknown`: the words of the JSON, which do not depend on the language.
std::string_view verdict_name(sign::Verdict verdict);

/// One object for a file, with `signatures` in the order of signing; members as in docs/VERIFYING.md, "JSON".
base::Json json_report(const std::string& name, const JudgedPdf& file);
base::Json json_report(const std::string& name, const ofd_sign::JudgedOfd& file);

/// `2026-11-24T08:00:00+08:00` of a date as PDF writes it; others as they are.
std::string readable_date(const std::string& pdf_date);

/// When a PDF was signed, for programs.
struct SigningTime {
  std::string time;         // as readable_date has it; empty: the file does not say
  std::string_view source;  // `token`, or `computer`: nobody vouches for it
};
SigningTime signing_time(const JudgedSignature& signature);

}  // namespace gongwen::signatures
