#undef T
#undef ID
#undef STEM
#undef KIND
#undef ACC
#undef ACC_ID
#undef TL_FLOAT_BITS
