#if TL_LEVEL > TL_LEVEL_base && defined(__clang__)
#pragma clang attribute pop
#endif
