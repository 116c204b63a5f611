// What programs say of storage over S3 (gongwen/batch.h), for the module that asks it: neither knows the other's type.
#pragma once

#include "gongwen/batch.h"
#include "queue/object_store.h"

namespace gongwen::engine {

/// Member by member, since all are texts: a key in the place of another member would be shown in messages.
inline queue::S3Access s3_access(const StorageAccess& access) {
  return {.endpoint = access.endpoint,
          .region = access.region,
          .access_key = access.access_key,
          .secret_key = access.secret_key,
          .session_token = access.session_token,
          .certificates = access.certificates};
}

}  // namespace gongwen::engine
