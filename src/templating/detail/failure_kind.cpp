#include "diagnostics/catalogue/templating.h"
#include "templating/eval_request.h"

#include <algorithm>
#include <iterator>

namespace gongwen::templating {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

namespace {

constexpr DiagnosticId kUndefined[] = {
    messages::TemplatingUndefined,     messages::TemplatingUndefinedMember, messages::TemplatingNoMember,
    messages::TemplatingNoElement,     messages::TemplatingNoParameter,     messages::TemplatingNoElse,
    messages::TemplatingEmptySequence, messages::TemplatingNoNeighbour,     messages::TemplatingNoCaller,
    messages::TemplatingNoParentBlock, messages::TemplatingNotExported,
};

constexpr DiagnosticId kSyntax[] = {
    messages::TemplatingUnexpectedCharacter,
    messages::TemplatingBadName,
    messages::TemplatingUnclosedString,
    messages::TemplatingBadEscape,
    messages::TemplatingLiteralTooLarge,
    messages::TemplatingUnopenedBracket,
    messages::TemplatingWrongBracket,
    messages::TemplatingUnclosedComment,
    messages::TemplatingUnclosedRaw,
    messages::TemplatingUnclosedTag,
    messages::TemplatingUnfinishedExpression,
    messages::TemplatingExpectedToken,
    messages::TemplatingExpectedExpression,
    messages::TemplatingExpectedName,
    messages::TemplatingExpectedTag,
    messages::TemplatingExpectedOperator,
    messages::TemplatingExpectedCall,
    messages::TemplatingUnknownTag,
    messages::TemplatingUnsupportedTag,
    messages::TemplatingExtensionTag,
    messages::TemplatingUnopenedTag,
    messages::TemplatingMisnestedTag,
    messages::TemplatingUnclosedBlock,
    messages::TemplatingBadTarget,
    messages::TemplatingRepeatedBlock,
    messages::TemplatingLoopAssigned,
    messages::TemplatingJumpOutsideLoop,
    messages::TemplatingExtendsNotOnTop,
    messages::TemplatingRequiredBlockContent,
    messages::TemplatingBlockNameHyphen,
    messages::TemplatingPrivateImport,
    messages::TemplatingParameterOrder,
    messages::TemplatingRepeatedParameter,
    messages::TemplatingCallerParameter,
    messages::TemplatingArgumentOrder,
    messages::TemplatingRepeatedKeyword,
    messages::TemplatingChainedTests,
    messages::TemplatingSliceInTuple,
    messages::TemplatingTooDeep,
    messages::TemplatingEscapingIsOn,
};

template <std::size_t Size>
bool is_among(DiagnosticId id, const DiagnosticId (&ids)[Size]) {
  return std::find(std::begin(ids), std::end(ids), id) != std::end(ids);
}

}  // namespace

FailureKind failure_kind(DiagnosticId id) {
  if (id == diagnostics::messages::TemplatingUnknownFilter) return FailureKind::UnknownFilter;
  if (id == diagnostics::messages::TemplatingUnknownTest) return FailureKind::UnknownTest;
  if (id == diagnostics::messages::TemplatingTemplateNotFound) return FailureKind::NotFound;
  if (is_among(id, kUndefined)) return FailureKind::Undefined;
  if (is_among(id, kSyntax)) return FailureKind::Syntax;
  return FailureKind::Runtime;
}

std::string_view failure_kind_name(FailureKind kind) {
  switch (kind) {
    case FailureKind::Undefined: return "undefined";
    case FailureKind::Syntax: return "syntax";
    case FailureKind::UnknownFilter: return "unknown_filter";
    case FailureKind::UnknownTest: return "unknown_test";
    case FailureKind::NotFound: return "not_found";
    case FailureKind::Runtime: return "runtime";
  }
  return {};
}

}  // namespace gongwen::templating
