#include "templating/failure_kind.h"

#include <algorithm>
#include <iterator>

namespace gongwen::templating {

using diagnostics::DiagnosticId;

namespace {

constexpr DiagnosticId kUndefined[] = {
    DiagnosticId::TemplatingUndefined,     DiagnosticId::TemplatingUndefinedMember, DiagnosticId::TemplatingNoMember,
    DiagnosticId::TemplatingNoElement,     DiagnosticId::TemplatingNoParameter,     DiagnosticId::TemplatingNoElse,
    DiagnosticId::TemplatingEmptySequence, DiagnosticId::TemplatingNoNeighbour,     DiagnosticId::TemplatingNoCaller,
    DiagnosticId::TemplatingNoParentBlock, DiagnosticId::TemplatingNotExported,
};

constexpr DiagnosticId kSyntax[] = {
    DiagnosticId::TemplatingUnexpectedCharacter,
    DiagnosticId::TemplatingBadName,
    DiagnosticId::TemplatingUnclosedString,
    DiagnosticId::TemplatingBadEscape,
    DiagnosticId::TemplatingLiteralTooLarge,
    DiagnosticId::TemplatingUnopenedBracket,
    DiagnosticId::TemplatingWrongBracket,
    DiagnosticId::TemplatingUnclosedComment,
    DiagnosticId::TemplatingUnclosedRaw,
    DiagnosticId::TemplatingUnclosedTag,
    DiagnosticId::TemplatingUnfinishedExpression,
    DiagnosticId::TemplatingExpectedToken,
    DiagnosticId::TemplatingExpectedExpression,
    DiagnosticId::TemplatingExpectedName,
    DiagnosticId::TemplatingExpectedTag,
    DiagnosticId::TemplatingExpectedOperator,
    DiagnosticId::TemplatingExpectedCall,
    DiagnosticId::TemplatingUnknownTag,
    DiagnosticId::TemplatingUnsupportedTag,
    DiagnosticId::TemplatingUnopenedTag,
    DiagnosticId::TemplatingMisnestedTag,
    DiagnosticId::TemplatingUnclosedBlock,
    DiagnosticId::TemplatingBadTarget,
    DiagnosticId::TemplatingRepeatedBlock,
    DiagnosticId::TemplatingLoopAssigned,
    DiagnosticId::TemplatingJumpOutsideLoop,
    DiagnosticId::TemplatingExtendsNotOnTop,
    DiagnosticId::TemplatingRequiredBlockContent,
    DiagnosticId::TemplatingBlockNameHyphen,
    DiagnosticId::TemplatingPrivateImport,
    DiagnosticId::TemplatingParameterOrder,
    DiagnosticId::TemplatingRepeatedParameter,
    DiagnosticId::TemplatingCallerParameter,
    DiagnosticId::TemplatingArgumentOrder,
    DiagnosticId::TemplatingRepeatedKeyword,
    DiagnosticId::TemplatingChainedTests,
    DiagnosticId::TemplatingSliceInTuple,
    DiagnosticId::TemplatingTooDeep,
    DiagnosticId::TemplatingEscapingIsOn,
};

template <std::size_t Size>
bool is_among(DiagnosticId id, const DiagnosticId (&ids)[Size]) {
  return std::find(std::begin(ids), std::end(ids), id) != std::end(ids);
}

}  // namespace

FailureKind failure_kind(DiagnosticId id) {
  if (id == DiagnosticId::TemplatingUnknownFilter) return FailureKind::UnknownFilter;
  if (id == DiagnosticId::TemplatingUnknownTest) return FailureKind::UnknownTest;
  if (id == DiagnosticId::TemplatingTemplateNotFound) return FailureKind::NotFound;
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
