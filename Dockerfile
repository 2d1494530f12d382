# Counterclaim in a container: data in /data, pages and SPARQL endpoint on port 8000.
#   docker build -t counterclaim . && docker run -p 8000:8000 -v counterclaim:/data counterclaim
FROM python:3.11-slim

WORKDIR /opt/counterclaim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1

# The libraries come before the code: a change of the code leaves their layer as it is.
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv /opt/venv && pip install --no-cache-dir --require-hashes -r requirements/runtime.txt

COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

RUN useradd --system counterclaim && install -d -o counterclaim -g counterclaim /data
USER counterclaim
WORKDIR /data
VOLUME /data
EXPOSE 8000

CMD ["sh", "-c", "test -e /data/directory.json || counterclaim init --data /data && exec counterclaim serve --data /data --host 0.0.0.0 --port 8000"]
