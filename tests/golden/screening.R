# Items, scales and rows of sample_data/study.csv as psych, semTools and lavaan see them.
# Rscript tests/golden/screening.R  (in the folder of the project; psych 2.2.9, semTools 0.5-6, lavaan 0.6-14)
suppressMessages({library(lavaan); library(psych); library(semTools)})
study <- read.csv("sample_data/study.csv")
scales <- list(ces = paste0("ces", 1:9), csq = paste0("csq", 1:8), wai = paste0("wai", 1:12))
model_columns <- c("Goal", "Task", "Bond", "eng1", "eng2", "eng3", "out1", "out2", "out3", "out4", "sat1", "sat2", "sat3")
reliability <- lapply(scales, function(names) {
  rows <- study[, names]
  found <- suppressWarnings(psych::alpha(rows))
  limits <- psych::alpha.ci(found$total$raw_alpha, nrow(rows), length(names))
  feldt <- found$feldt
  one <- cfa(paste("f =~", paste(names, collapse = " + ")), rows, std.lv = TRUE)
  list(
    alpha = found$total$raw_alpha,
    feldt = c(feldt$lower.ci[[1]], feldt$upper.ci[[1]]),
    r_drop = found$item.stats$r.drop, alpha_dropped = found$alpha.drop$raw_alpha,
    mean = found$item.stats$mean, sd = found$item.stats$sd,
    omega = as.numeric(semTools::compRelSEM(one, obs.var = FALSE)),
    chisq = fitMeasures(one, "chisq")[[1]], df = fitMeasures(one, "df")[[1]],
    cfi = fitMeasures(one, "cfi")[[1]], srmr = fitMeasures(one, "srmr")[[1]]
  )
})
rows <- study[, model_columns]
mardia <- psych::mardia(rows, plot = FALSE)
described <- psych::describe(rows, type = 1)
out <- list(
  reliability = reliability, columns = model_columns,
  distance = as.numeric(psych::outlier(rows, plot = FALSE)),
  smc = as.numeric(psych::smc(cor(rows))),
  skew = described$skew, kurtosis = described$kurtosis,
  mardia = list(b1p = mardia$b1p, b2p = mardia$b2p, skew = mardia$skew, p_skew = mardia$p.skew,
                kurtosis = mardia$kurtosis, p_kurt = mardia$p.kurt, small = mardia$small.skew)
)
writeLines(jsonlite::toJSON(out, auto_unbox = TRUE, digits = 10), "tests/golden/screening.json")
