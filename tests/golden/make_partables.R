# Writes partables.json: how lavaan completes odd models (tests/model/test_defaults.py holds ours against it).
# Run in this folder: Rscript make_partables.R        Made with lavaan 0.6-14 on R 4.2.2.
library(lavaan)

cases <- list(
  two_factors = list("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"),
  std_lv = list("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6", std.lv = TRUE),
  std_lv_free_variance = list("f =~ x1 + x2 + x3\nf ~~ NA*f", std.lv = TRUE),
  std_lv_start_variance = list("f =~ x1 + x2 + x3\nf ~~ start(2)*f", std.lv = TRUE),
  std_lv_fixed_variance = list("f =~ x1 + x2 + x3\nf ~~ 0.5*f", std.lv = TRUE),
  std_lv_outcome = list("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\ng ~ f", std.lv = TRUE),
  marker_freed = list("f =~ NA*x1 + x2 + x3\nf ~~ 1*f"),
  marker_freed_with_start = list("f =~ NA*x1 + start(0.4)*x1 + x2 + x3\nf ~~ 1*f"),
  marker_labelled = list("f =~ a*x1 + b*x2 + c*x3"),
  marker_started = list("f =~ start(0.8)*x1 + x2 + x3"),
  marker_question = list("f =~ 0.7?x1 + x2 + x3"),
  marker_fixed_elsewhere = list("f =~ x1 + 1*x2 + x3"),
  marker_fixed_value = list("f =~ 2*x1 + x2 + x3"),
  all_loadings_equal = list("f =~ a*x1 + a*x2 + a*x3"),
  equal_to_fixed = list("y ~ a*x1 + a*x2 + a*x3 + 0.5*x1"),
  label_and_fixed = list("f =~ x1 + 0.5*x2 + b*x2 + x3"),
  single_indicator = list("f =~ x1\ny ~ f"),
  single_indicator_written = list("f =~ x1\nx1 ~~ 0.2*x1\ny ~ f"),
  single_indicator_freed = list("f =~ x1\nx1 ~~ x1\ny ~ f"),
  single_shared = list("f =~ x1\ng =~ x1 + x2 + x3"),
  second_order = list("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8 + x9\ntop =~ f + g + h"),
  second_order_single = list("f =~ x1 + x2 + x3\ntop =~ f\ny ~ top"),
  indicator_order = list("top =~ f + g\nf =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"),
  cross_loading = list("f =~ x1 + x2 + x3\ng =~ x3 + x4 + x5"),
  orthogonal = list("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6", orthogonal = TRUE),
  orthogonal_written = list("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8\nf ~~ g", orthogonal = TRUE),
  orthogonal_outcomes = list("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nf ~ x\ng ~ x", orthogonal = TRUE),
  mimic = list("f =~ x1 + x2 + x3\nf ~ age + sex"),
  mimic_direct = list("f =~ x1 + x2 + x3\nf ~ age + sex\nx2 ~ sex"),
  mixed_exogenous = list("f =~ x1 + x2 + x3\ny ~ f + age"),
  path_mediation = list("m ~ a*x\ny ~ b*m + c*x\nind := a*b"),
  path_two_outcomes = list("m ~ x\ny1 + y2 ~ m + x"),
  path_latent_and_observed_outcomes = list("f =~ x1 + x2 + x3\ny ~ z\nf ~ z\nw ~ z"),
  no_cov_y = list("y1 + y2 ~ x", auto.cov.y = FALSE),
  outcomes_written_zero = list("y1 + y2 ~ x\ny1 ~~ 0*y2"),
  outcomes_written_reversed = list("y1 + y2 ~ x\ny2 ~~ r*y1"),
  random_x = list("y ~ x1 + x2", fixed.x = FALSE),
  random_x_means = list("y ~ x1 + x2", fixed.x = FALSE, meanstructure = TRUE),
  written_x_variance = list("y ~ x1 + x2\nx1 ~~ x1"),
  written_x_covariance = list("y ~ x1 + x2 + x3\nx1 ~~ x2"),
  written_x_mean = list("y ~ x1 + x2\nx1 ~ 1"),
  x_with_outcome = list("y ~ x1 + x2\nx1 ~~ y"),
  x_with_factor = list("f =~ z1 + z2 + z3\ny ~ x + f\nx ~~ f"),
  x_is_indicator = list("f =~ z1 + z2 + z3\ny ~ z1 + x"),
  means = list("m ~ x\ny ~ m + x", meanstructure = TRUE),
  means_by_syntax = list("f =~ x1 + x2 + x3\nx2 ~ 0*1\nf ~ g1*1"),
  means_latent = list("f =~ x1 + x2 + x3\ny ~ f + z", meanstructure = TRUE),
  means_std_lv = list("f =~ x1 + x2 + x3", meanstructure = TRUE, std.lv = TRUE),
  intercept_beside_path = list("y ~ 1 + x\nm ~ 0.5*1 + y"),
  orphan_variance = list("y ~ x\nz ~~ z"),
  orphan_covariance = list("y ~ x\nz ~~ w"),
  covariances_only = list("x1 ~~ x2 + x3\nx2 ~~ x3"),
  residual_covariances = list("f =~ x1 + x2 + x3 + x4\nx3 + x4 ~~ x1"),
  feedback = list("a ~ b + x1\nb ~ a + x2"),
  chain = list("b ~ a\nc ~ b\nd ~ c"),
  serial = list("m1 ~ x\nm2 ~ m1 + x\ny ~ m2 + m1 + x"),
  parallel = list("m1 ~ x\nm2 ~ x\nm1 ~~ m2\ny ~ m1 + m2 + x"),
  off_path = list("m ~ x\ny ~ m + 0*x"),
  off_outcome_path = list("m ~ x\ny1 ~ m + 0*x\ny2 ~ 0*m"),
  latent_mediation = list("f =~ x1 + x2 + x3\nm =~ m1 + m2 + m3\ny =~ y1 + y2 + y3\nm ~ f\ny ~ m + f + age"),
  several_left = list("f + g =~ x1 + x2 + x3 + x4"),
  cfa_function = list("f =~ x1 + x2 + x3\ny ~ f", fun = "cfa"),
  latent_cause_of_indicator = list("f =~ x1 + x2 + x3\nx1 ~ z"),
  fixed_variance_of_outcome = list("y ~ x\ny ~~ 1*y")
)

quoted <- function(x) paste0('"', gsub("\n", "\\n", gsub('"', '\\"', x, fixed = TRUE), fixed = TRUE), '"')

value <- function(x) {
  if (is.na(x)) return("null")
  if (is.logical(x)) return(tolower(as.character(x)))
  if (is.numeric(x)) return(format(x, digits = 15))
  quoted(x)
}

fit <- function(model, fun = "sem", ...) {
  flat <- lavaanify(model, warn = FALSE)
  names <- lavNames(flat, "ov")
  given <- list(sample.cov = diag(length(names)))
  dimnames(given$sample.cov) <- list(names, names)
  # Means in the data alone would already put means into the model.
  if (any(flat$op == "~1") || isTRUE(list(...)$meanstructure)) given$sample.mean <- setNames(rep(0, length(names)), names)
  # sem() and cfa() do not listen to auto.cov.y; lavaan() does, with their other defaults written out.
  if (isFALSE(list(...)$auto.cov.y)) {
    fun <- "lavaan"
    given <- c(given, int.ov.free = TRUE, auto.fix.first = TRUE, auto.fix.single = TRUE, auto.var = TRUE,
               auto.cov.lv.x = TRUE)
  }
  suppressWarnings(do.call(fun, c(list(model, sample.nobs = 100, do.fit = FALSE, ...), given)))
}

table_of <- function(case) {
  pt <- as.data.frame(parTable(do.call(fit, c(list(model = case[[1]]), case[-1]))))
  pt <- pt[pt$op != "==", ]
  pt$value <- ifelse(pt$free > 0 | pt$exo == 1 | pt$op == ":=", NA, pt$ustart)
  row <- function(i) {
    cells <- c(quoted(pt$lhs[i]), quoted(pt$op[i]), quoted(pt$rhs[i]), value(pt$free[i] > 0), value(pt$value[i]),
               value(pt$exo[i] == 1), value(pt$user[i] == 1))
    paste0("[", paste(cells, collapse = ", "), "]")
  }
  paste0("[\n   ", paste(vapply(seq_len(nrow(pt)), row, ""), collapse = ",\n   "), "]")
}

entries <- vapply(names(cases), function(name) {
  options <- cases[[name]][-1]
  words <- vapply(names(options), function(key) paste0(quoted(key), ": ", value(options[[key]])), "")
  paste0(quoted(name), ": {\n  \"model\": ", quoted(cases[[name]][[1]]), ",\n  \"options\": {",
         paste(words, collapse = ", "), "},\n  \"rows\": ", table_of(cases[[name]]), "\n }")
}, "")
note <- paste("lavaan", packageVersion("lavaan"), "parTable; rows: lhs, op, rhs, free, fixed value, exo, user;",
              "made by make_partables.R")
writeLines(paste0("{\n \"note\": ", quoted(note), ",\n \"cases\": {\n ", paste(entries, collapse = ",\n "), "\n }\n}"),
           "partables.json")
