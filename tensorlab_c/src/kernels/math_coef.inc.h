/* Constants of the elementary functions, NAME_f32 and NAME_f64; K(NAME) in math.tmpl.h picks one.
 * Polynomials are minimax (Remez), lowest degree first, leading 1 removed:
 *   cosh r = 1 + z COSH(z), sinh r = r + r z SINH(z), |r| <= ln2/2
 *   tanh x = x + x z TANH(z), |x| <= 0.5625
 *   log(1+f) = 2s + s z LOG(z), s = f/(2+f), |s| <= 3 - 2 sqrt2
 *   atan t = t + t z ATAN(z), |t| <= sqrt2 - 1;  asin t = t + t z ASIN(z), |t| <= 1/2
 *   sin r = r + r z SIN(z), cos r = 1 - z/2 + z^2 COS(z), |r| <= 1.03 pi/4
 *   erf x = x + x ERF(z), |x| <= 3/4;  erfc x = exp(-x (ERFC_0 + x ERFC(x) + x^n ERFC_HIGH(x))), 3/4 <= x <= ERF_ONE
 *   erfc(a / sqrt2) = exp(-a NORMAL(a)), 0 <= a <= 5.7, to 2^-27 of 1
 *   w^(-1/3) = CBRT(w), 0.35 <= w <= 2.83, to 7 bits
 * z is the argument's square throughout, n one more than ERFC has coefficients.
 * _HI parts are short enough that a product with an exponent is exact; _H + _L has twice the precision. */
#define COSH4_f32 0.0416662656f, 0.00139463332f
#define COSH_f32 0.5f, COSH4_f32
#define COSH4_f64 \
    0.041666666666666713, 0.0013888888888863751, 2.480158736374017e-05, 2.7557241537391449e-07, 2.0924513893266001e-09
#define COSH_f64 0.5, COSH4_f64
#define SINH_f32 0.166666672f, 0.00833328906f, 0.000199050759f
#define SINH_f64 \
    0.16666666666666677, 0.0083333333333215302, 0.0001984126988640315, 2.7557243909667923e-06, 2.5109148064506483e-08
#define TANH_f32 -0.333333135f, 0.133324713f, -0.0538392477f, 0.0210142788f, -0.00618863944f
#define TANH_f64                                                                                                    \
    -0.33333333333333282, 0.13333333333323469, -0.053968253961902697, 0.021869488331966624, -0.0088632317080828953, \
        0.0035920829128102041, -0.0014554836020102882, 0.00058819880249113936, -0.00023275215178038107,             \
        8.2409011169627333e-05, -1.893171730004238e-05
#define LOG_f32 0.666667759f, 0.399774969f, 0.298730731f
#define LOG_f64                                                                                              \
    0.66666666666667351, 0.39999999999411096, 0.28571428743261912, 0.22222198476057062, 0.18183569736324576, \
        0.15313903332884676, 0.14797506867034282
#define ATAN_f32 -0.333333164f, 0.199984789f, -0.142436281f, 0.105942756f, -0.0607885495f
#define ATAN_f64                                                                                                      \
    -0.33333333333333198, 0.19999999999953239, -0.14285714280159054, 0.11111110781468268, -0.090908976971140559,      \
        0.076920590772372927, -0.06663090440177033, 0.05847785368316577, -0.050388145227135805, 0.038051563801054983, \
        -0.017892398663870889
#define ASIN_f32 0.166667536f, 0.0749523267f, 0.045478344f, 0.0241409875f, 0.0422305577f
#define ASIN_f64                                                                                                      \
    0.16666666666666763, 0.074999999999700945, 0.04464285717529004, 0.03038194267509527, 0.022372215910868683,        \
        0.017351595415703865, 0.013981019486368425, 0.01139728576008839, 0.010789359413789385, 0.0036720495458648253, \
        0.021790956919662399, -0.021117131717037392, 0.032702404969349556
#define CBRT_f32 1.89215493f, -1.76426876f, 1.22831559f, -0.4157691f, 0.052987054f
#define CBRT_f64 1.8921549424617008, -1.7642688022054638, 1.2283156115162044, -0.41576911216053486, 0.052987055101618462
#define ERF_f32 0.128379166f, -0.3761262f, 0.11283379f, -0.0268343408f, 0.00511317048f, -0.000673768809f
#define ERF_f64                                                                                                 \
    0.1283791670955126, -0.37612638903184176, 0.11283791670978671, -0.026866170650237102, 0.005223977681356335, \
        -0.0008548330499082972, 0.00012055461462263164, -1.4928446130000166e-05, 1.6494265482791395e-06,        \
        -1.6467304100831712e-07, 1.3332388019871232e-08
#define ERFC_0_f32 1.12855542f
#define ERFC_f32 0.635552108f, 0.105535887f, -0.0231253691f
#define ERFC_HIGH_f32 0.00332599832f, -0.000241242378f, 2.71875047e-06f
#define ERFC_0_f64 1.1283791860961847
#define ERFC_f64                                                                                                 \
    0.6366195277682289, 0.102774076235318, -0.019133963721203094, -0.0001947824187570794, 0.0016682954348326852, \
        -0.0005485722739583457, -2.2762172607028564e-05, 0.00010984259532165662, -6.35557520770544e-05
#define ERFC_HIGH_f64                                                                                  \
    2.3486263407232744e-05, -6.423796503813211e-06, 1.3493762049409306e-06, -2.1810966319372002e-07,   \
        2.66366495525681e-08, -2.3658764065639286e-09, 1.4281726000565406e-10, -5.151902928645372e-12, \
        8.119192586478486e-14
#define ERF_ONE_f32 4.0f /* from here on it rounds to 1 */
#define ERF_ONE_f64 5.95
#define NORMAL_f32                                                                                             \
    0.797885328f, 0.318298864f, 0.0363875975f, -0.00489603472f, 9.49650631e-05f, 0.000129024899f, -2.7288088e-05f, \
        1.96438927e-06f
#define SIN_f32 -0.166666672f, 0.00833332818f, -0.000198390931f, 2.71604858e-06f
#define SIN_f64                                                                                  \
    -0.16666666666666666, 0.0083333333333333176, -0.0001984126984125009, 2.7557319211629062e-06, \
        -2.5052104250775388e-08, 1.605828332562376e-10, -7.5746152014361743e-13
#define COS_f32 0.0416666418f, -0.00138871779f, 2.44165021e-05f
#define COS_f64                                                                                    \
    0.041666666666666574, -0.0013888888888869075, 2.4801587286272126e-05, -2.7557313412927084e-07, \
        2.0875594433979386e-09, -1.135293853449854e-11

/* For power: log2(1+f) = s (C1 + C3 z + z^2 POWER_LOG2(z)), 2^t = 1 + t ln2 + t^2 POWER_EXP2(t), |t| <= 1/2 */
#define POWER_LOG2_f32 0.5770802f, 0.411849767f, 0.337826997f
#define POWER_LOG2_f64                                                                                    \
    0.5770780163555851, 0.4121985831113461, 0.32059889791262214, 0.2623081986839776, 0.22195226826022993, \
        0.19240141237045041, 0.1684495419086183, 0.17283459479717994
#define POWER_EXP2_f32 0.240226477f, 0.0555036142f, 0.00961848441f, 0.00133906363f, 0.00015337659f
#define POWER_EXP2_f64                                                                                             \
    0.24022650695910122, 0.05550410866482074, 0.009618129107597344, 0.0013333558146687047, 0.00015403530453754897, \
        1.5252733545423166e-05, 1.3215436710354965e-06, 1.0178185342592383e-07, 7.073569384436882e-09,             \
        4.4362017734128547e-10
#define POWER_C1_H_f32 0x1.715476p+1f
#define POWER_C1_L_f32 0x1.4ae0cp-25f
#define POWER_C1_H_f64 0x1.71547652b82fep+1
#define POWER_C1_L_f64 0x1.777d0ffda0d24p-55
#define POWER_C3_H_f32 0x1.ec709ep-1f
#define POWER_C3_L_f32 -0x1.e2fe02p-28f
#define POWER_C3_H_f64 0x1.ec709dc3a03fdp-1
#define POWER_C3_L_f64 0x1.d27f05548af0cp-55

/* For float32's power without FMA, which computes in float64: log2(1+f) = s WIDE_LOG2(z), 2^t = WIDE_EXP2(t) */
#define WIDE_LOG2                                                                                         \
    2.8853900817778491, 0.96179669411491719, 0.5770779418962505, 0.4122093008337972, 0.31990366457937847, \
        0.28292983061628568
#define WIDE_EXP2                                                                                               \
    0.99999999996162126, 0.69314718072870996, 0.24022651198754916, 0.055504103528614492, 0.0096180271727300069, \
        0.0013333922829684669, 0.00015469317324326816, 1.5201907224374733e-05

#define LN2_HI_f32 0x1.62ep-1f
#define LN2_LO_f32 0x1.0bfbe8p-15f
#define LN2_HI_f64 0x1.62e42ffp-1
#define LN2_LO_f64 -0x1.718432a1b0e26p-35
#define LOG10_2_HI_f32 0x1.344p-2f
#define LOG10_2_LO_f32 0x1.3509f8p-18f
#define LOG10_2_HI_f64 0x1.3441350ap-2
#define LOG10_2_LO_f64 -0x1.0c0219dc1da99p-39
#define LN2_H_f32 0x1.62e43p-1f
#define LN2_L_f32 -0x1.05c61p-29f
#define LN2_H_f64 0x1.62e42fefa39efp-1
#define LN2_L_f64 0x1.abc9e3b39803fp-56
#define LOG2E_H_f32 0x1.715476p+0f
#define LOG2E_L_f32 0x1.4ae0cp-26f
#define LOG2E_H_f64 0x1.71547652b82fep+0
#define LOG2E_L_f64 0x1.777d0ffda0d24p-56
#define LOG10E_H_f32 0x1.bcb7b2p-2f
#define LOG10E_L_f32 -0x1.5b235ep-27f
#define LOG10E_H_f64 0x1.bcb7b1526e50ep-2
#define LOG10E_L_f64 0x1.95355baaafad3p-57
#define PIO2_H_f32 0x1.921fb6p+0f
#define PIO2_L_f32 -0x1.777a5cp-25f
#define PIO2_H_f64 0x1.921fb54442d18p+0
#define PIO2_L_f64 0x1.1a62633145c07p-54

#define TWO_OVER_PI_f32 0x1.45f306p-1f
#define TWO_OVER_PI_f64 0x1.45f306dc9c883p-1
/* what pi/2 lacks after _H and _L */
#define PIO2_LL_f32 -0x1.ee59dap-50f
#define PIO2_LL_f64 -0x1.f1976b7ed8fbcp-110
#define TRIG_MAX_f32 0x1p18f /* the reduction is good to the last bit up to here */
#define TRIG_MAX_f64 0x1p30
/* factors that keep a square in range */
#define SCALE_f32 0x1p80f
#define SCALE_f64 0x1p600
#define SCALE_BELOW_f32 0x1p-40f
#define SCALE_BELOW_f64 0x1p-300

/* exp overflows above EXP_MAX and is 0 below -EXP_ZERO */
#define EXP_MAX_f32 89.0f
#define EXP_ZERO_f32 104.0f
#define EXP_MAX_f64 710.0
#define EXP_ZERO_f64 746.0
#define SQRT_HALF_BITS_f32 0x3f3504f3u
#define SQRT_HALF_BITS_f64 0x3fe6a09e667f3bcdull
/* mantissa bits to clear so that the product of two such values is exact */
#define LOW_HALF_f32 0xfffu
#define LOW_HALF_f64 0x7ffffffull
#define MANT_f32 23
#define MANT_f64 52
#define BIAS_f32 127
#define BIAS_f64 1023
#define TINY_f32 0x1p-13f /* below it f(x) rounds to x for the odd functions */
#define TINY_f64 0x1p-28
#define LARGE_f32 0x1p30f /* above it 1 + x^2 rounds to x^2 */
#define LARGE_f64 0x1p60
